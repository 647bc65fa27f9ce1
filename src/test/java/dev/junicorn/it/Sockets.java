package dev.junicorn.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the system's table of TCP sockets says of a server's connections. */
final class Sockets {

  private static final String ESTABLISHED = "01";

  private Sockets() {}

  /** Connections to this port, as the server holds them. */
  static long established(int port) {
    return rows(port).stream().filter(row -> row[3].equals(ESTABLISHED)).count();
  }

  /** Bytes that have arrived for this port and were not read yet. */
  static long unread(int port) {
    return rows(port).stream()
        .filter(row -> row[3].equals(ESTABLISHED))
        .mapToLong(row -> Long.parseLong(row[4].split(":", -1)[1], 16))
        .sum();
  }

  private static List<String[]> rows(int port) {
    String local = ":%04X".formatted(port);
    try (Stream<String> four = Files.lines(Path.of("/proc/net/tcp"));
        Stream<String> six = Files.lines(Path.of("/proc/net/tcp6"))) {
      return Stream.concat(four, six)
          .filter(line -> !line.contains("local_address"))
          .map(line -> line.strip().split(" +", -1))
          .filter(row -> row[1].endsWith(local))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
