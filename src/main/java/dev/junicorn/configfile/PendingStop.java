package dev.junicorn.configfile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether this process was told to stop. The launcher starts a server with its signals blocked, and
 * nobody takes them before the server does: until then they are pending, which the kernel shows.
 */
final class PendingStop {

  private static final Path STATUS = Path.of("/proc/self/status");

  /** Signals that were sent to the process and that none of its threads has taken; proc(5). */
  private static final String PENDING = "ShdPnd:";

  /** The bits of INT, QUIT and TERM. */
  private static final long STOPS = 1L << 1 | 1L << 2 | 1L << 14;

  private PendingStop() {}

  static boolean isThere() throws IOException {
    return isIn(Files.readString(STATUS, StandardCharsets.ISO_8859_1));
  }

  static boolean isIn(String status) {
    return status
        .lines()
        .filter(line -> line.startsWith(PENDING))
        .map(line -> Long.parseUnsignedLong(line.substring(PENDING.length()).strip(), 16))
        .anyMatch(pending -> (pending & STOPS) != 0);
  }
}
