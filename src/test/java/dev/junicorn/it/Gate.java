package dev.junicorn.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Holds requests in the app until the test lets them through, so that what it does meanwhile may
 * take as long as it takes. Apps know it as a folder: they leave a file there when they arrive, and
 * wait for the file {@code open}.
 *
 * @param folder empty at first
 */
record Gate(Path folder) {

  /** The path of the test app "hello" at which requests wait. */
  String path() {
    return "/sleep?gate=" + folder;
  }

  /** Waits until the app runs so many of them. */
  void awaitArrivals(int count) {
    Await.until(count + " requests are at the gate", () -> arrivals() >= count);
  }

  /** Lets everybody through, also who comes later. */
  void open() {
    try {
      Files.createFile(folder.resolve("open"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Holds who comes from now on. */
  void shut() {
    try {
      Files.delete(folder.resolve("open"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long arrivals() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(entry -> entry.getFileName().toString().startsWith("arrival")).count();
    }
  }
}
