package dev.junicorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.event.ServerEvent;
import dev.junicorn.exchange.FileBody;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers out of files, over real sockets. */
class FileAnswerTest {

  @TempDir private Path folder;

  @Test
  void sendsAFile() throws Exception {
    byte[] content = new byte[5 << 20];
    new Random(2).nextBytes(content);
    Path path = Files.write(folder.resolve("file"), content);
    try (TestServer server =
            TestServer.start(exchange -> exchange.answer(Harness.OK, file(path, content.length)));
        Socket socket = server.connect()) {
      for (int i = 0; i < 3; i++) {
        socket.getOutputStream().write(Wire.bytes(Hello.GET));
        TestServer.readUntil(socket.getInputStream(), "\r\n\r\n");
        byte[] got = socket.getInputStream().readNBytes(content.length);
        assertThat(Arrays.equals(got, content)).isTrue();
      }
    }
  }

  @Test
  void cutsTheConnectionWhenTheFileShrinks() throws Exception {
    Path path = Files.write(folder.resolve("file"), new byte[1000]);
    try (TestServer server =
        TestServer.start(exchange -> exchange.answer(Harness.OK, file(path, 2000)))) {
      assertThat(server.talk(Hello.GET).length()).isBetween(1000, 1500);
      assertThat(server.awaitEvent(ServerEvent.AppFailed.class).message())
          .contains("became shorter", "1000 of 2000 bytes");
    }
  }

  @Test
  void doesNotBlameTheClientForAFileThatShrinksWhileItTakesIt() throws Exception {
    int size = 30_000_000;
    Path path = Files.write(folder.resolve("file"), new byte[size]);
    try (TestServer server =
            TestServer.start(exchange -> exchange.answer(Harness.OK, file(path, size)));
        Socket socket = server.connect()) {
      socket.getOutputStream().write(Wire.bytes(Hello.GET));
      TestServer.readUntil(socket.getInputStream(), "\r\n\r\n");
      try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
        file.truncate(1000);
      }
      assertThat(socket.getInputStream().readAllBytes().length).isLessThan(size);
      assertThat(server.awaitEvent(ServerEvent.AppFailed.class).message())
          .contains("became shorter", "of 30000000 bytes");
      server.drain();
      assertThat(server.eventsSoFar()).noneMatch(ServerEvent.ClientLeft.class::isInstance);
    }
  }

  private static FileBody file(Path path, long length) {
    try {
      return new FileBody(FileChannel.open(path), 0, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
