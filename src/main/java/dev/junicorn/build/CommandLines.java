package dev.junicorn.build;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command lines of this machine's processes, as far as they may be seen (proc(5)). Who runs
 * from a virtual environment has its interpreter there.
 */
record CommandLines(List<String> all) {

  private static final Path PROC = Path.of("/proc");

  /** An interpreter's path and a script's come first. */
  private static final int BEGINNING = 4096;

  static CommandLines read() throws IOException {
    List<String> lines = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        lines.add(of(process));
      }
    }
    return new CommandLines(lines);
  }

  private static String of(Path process) {
    try (InputStream words = Files.newInputStream(process.resolve("cmdline"))) {
      return new String(words.readNBytes(BEGINNING), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return ""; // it has ended
    }
  }

  /** Whether one names something in this folder. */
  boolean name(Path folder) {
    return all.stream().anyMatch(line -> line.contains(folder + "/"));
  }
}
