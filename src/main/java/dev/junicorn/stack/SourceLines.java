package dev.junicorn.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds the text of the lines that a stack names. Read here rather than in the worker, where each
 * file would cost the watchdog several turns at the GIL, just when it is hard to get.
 */
final class SourceLines {

  /** A source file that is larger was not written by hand. */
  private static final long LARGEST_FILE = 2L << 20;

  private static final int LONGEST_LINE = 200;

  private final Map<String, List<String>> files = new HashMap<>();

  /** The same frames with their source, where it can be read. Blocks for the disk. */
  List<StackLine> addTo(List<StackLine> frames) {
    List<StackLine> found = new ArrayList<>(frames.size());
    for (StackLine frame : frames) {
      found.add(
          new StackLine(
              frame.file(), frame.line(), frame.function(), source(frame.file(), frame.line())));
    }
    return List.copyOf(found);
  }

  private String source(String file, int line) {
    List<String> lines = files.computeIfAbsent(file, SourceLines::read);
    if (line < 1 || line > lines.size()) {
      return "";
    }
    String text = lines.get(line - 1).strip();
    return text.length() <= LONGEST_LINE ? text : text.substring(0, LONGEST_LINE) + "...";
  }

  private static List<String> read(String file) {
    // Code that was not imported from a file names itself <string> or <frozen ...>.
    Path path = file.startsWith("/") ? Path.of(file) : null;
    try {
      if (path == null || !Files.isRegularFile(path) || Files.size(path) > LARGEST_FILE) {
        return List.of();
      }
      return new String(Files.readAllBytes(path), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
