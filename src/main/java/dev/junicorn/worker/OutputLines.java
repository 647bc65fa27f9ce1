package dev.junicorn.worker;

import dev.junicorn.event.EventSink;
import dev.junicorn.event.ServerEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Turns what a process prints into events, a line each. Bytes that are no UTF-8 become replacement
 * characters.
 */
final class OutputLines {

  /** A longer line is passed on in parts of this size, bytes. */
  private static final int LONGEST_LINE = 16 * 1024;

  private final int pid;
  private final EventSink events;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  OutputLines(int pid, EventSink events) {
    this.pid = pid;
    this.events = events;
  }

  /** Reads until the end; blocks the calling thread, which has nothing else to do. */
  void pump(InputStream output) {
    byte[] chunk = new byte[8192];
    try (output) {
      for (int count = output.read(chunk); count >= 0; count = output.read(chunk)) {
        split(chunk, count);
      }
    } catch (IOException e) {
      // The process is gone; what it said was passed on.
    }
    if (line.size() > 0) {
      publish();
    }
  }

  private void split(byte[] chunk, int count) {
    for (int i = 0; i < count; i++) {
      if (chunk[i] == '\n') {
        publish();
      } else {
        line.write(chunk[i]);
        if (line.size() >= LONGEST_LINE) {
          publish();
        }
      }
    }
  }

  private void publish() {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    events.publish(
        new ServerEvent.WorkerOutput(
            pid, text.endsWith("\r") ? text.substring(0, text.length() - 1) : text));
  }
}
