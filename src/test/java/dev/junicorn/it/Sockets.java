package dev.junicorn.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** What the system's table of TCP sockets says of a server's connections. */
final class Sockets {

  private static final String ESTABLISHED = "01";

  /** Below those that the system gives to whoever asks for any, so that nobody gets one first. */
  private static final int FIRST_PORT = 20_000;

  private static final int PORTS = 12_000;
  private static final AtomicInteger PORT = new AtomicInteger(new Random().nextInt(PORTS));

  private Sockets() {}

  /** A port of 127.0.0.1 at which nobody listens; a new one each time. */
  static int freePort() {
    while (true) {
      int port = FIRST_PORT + PORT.getAndIncrement() % PORTS;
      try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return port;
      } catch (IOException e) {
        // Taken: the next one.
      }
    }
  }

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
