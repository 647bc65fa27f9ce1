package dev.junicorn.build;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Cuts what a tool prints into lines, passes each on, and keeps the last of them. Written by the
 * thread that reads the tool's output; {@link #last} may be asked by any.
 */
final class Lines {

  /** A longer line is cut into several. */
  static final int LONGEST = 4096;

  /** pip explains a conflict in some dozens of lines; a compiler's errors come in hundreds. */
  static final int KEPT = 400;

  private final Consumer<String> sink;
  private final Deque<String> kept = new ArrayDeque<>();
  private final StringBuilder line = new StringBuilder();
  private boolean afterReturn;

  Lines(Consumer<String> sink) {
    this.sink = sink;
  }

  /** Reads to the end; bytes that are not UTF-8 become replacement characters. */
  void pump(InputStream source) {
    char[] piece = new char[1024];
    try (Reader reader = new InputStreamReader(source, StandardCharsets.UTF_8)) {
      for (int count = reader.read(piece); count >= 0; count = reader.read(piece)) {
        for (int i = 0; i < count; i++) {
          add(piece[i]);
        }
      }
    } catch (IOException e) {
      // The pipe broke because the tool is gone: what came before counts.
    }
    if (!line.isEmpty()) {
      end();
    }
  }

  /** The last lines, oldest first. */
  List<String> last(int count) {
    synchronized (kept) {
      List<String> all = new ArrayList<>(kept);
      return List.copyOf(all.subList(Math.max(0, all.size() - count), all.size()));
    }
  }

  /** A carriage return ends a line as well: progress bars are drawn with it. */
  private void add(char c) {
    boolean secondHalf = c == '\n' && afterReturn;
    afterReturn = c == '\r';
    if (secondHalf) {
      return;
    }
    if (c == '\n' || c == '\r') {
      end();
      return;
    }
    line.append(Character.isISOControl(c) && c != '\t' && c != '\u001b' ? '\ufffd' : c);
    if (line.length() == LONGEST) {
      end();
    }
  }

  private void end() {
    String text = line.toString();
    line.setLength(0);
    synchronized (kept) {
      if (kept.size() == KEPT) {
        kept.removeFirst();
      }
      kept.addLast(text);
    }
    sink.accept(text);
  }
}
