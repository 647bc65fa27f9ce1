package dev.junicorn.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What systemd is to a service: a datagram socket, and the messages that arrive there. Python has
 * it, because the JDK has no datagrams between processes.
 */
final class NotifySocket implements AutoCloseable {

  private static final String LISTEN =
      """
      import socket, sys
      name = sys.argv[1]
      server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      server.bind("\\0" + name[1:] if name.startswith("@") else name)
      print("bound", flush=True)
      while True:
          print(server.recv(65536).decode().replace("\\n", "|"), flush=True)
      """;

  private final Process process;
  private final List<String> messages = new CopyOnWriteArrayList<>();

  private NotifySocket(Process process) {
    this.process = process;
    Thread.ofVirtual().start(this::read);
  }

  /**
   * Opens the socket.
   *
   * @param name a path, or {@code @name}
   */
  static NotifySocket open(String name) {
    try {
      NotifySocket socket =
          new NotifySocket(new ProcessBuilder(Junicorn.PYTHON, "-c", LISTEN, name).start());
      Await.until("the socket is bound", () -> !socket.messages.isEmpty());
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The messages so far, each with {@code |} between its lines. */
  List<String> messages() {
    List<String> lines = List.copyOf(messages); // a part of the list breaks when the next one comes
    return lines.subList(1, lines.size());
  }

  void await(String beginning) {
    Await.until(
        "a message " + beginning,
        () -> messages().stream().anyMatch(message -> message.startsWith(beginning)));
  }

  long count(String beginning) {
    return messages().stream().filter(message -> message.startsWith(beginning)).count();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        messages.add(line);
      }
    } catch (IOException e) {
      // It was closed, and all that was said before is here.
    }
  }
}
