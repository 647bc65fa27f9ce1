package dev.junicorn.http;

import static dev.junicorn.testing.BufferLeaks.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.exchange.Exchange;
import dev.junicorn.exchange.Failure;
import dev.junicorn.exchange.FileBody;
import dev.junicorn.exchange.Handler;
import dev.junicorn.exchange.Header;
import dev.junicorn.exchange.ResponseHead;
import dev.junicorn.testing.BufferLeaks;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Buffers come back on every way out; Netty's detector watches each of them. */
class LeakTest {

  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String HEAD = "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final ResponseHead OK = new ResponseHead(200, "OK", List.of());
  private static final ResponseHead REFUSED =
      new ResponseHead(200, "OK", List.of(new Header("X-Name", "two\r\nlines")));

  private final BufferLeaks leaks = new BufferLeaks(LeakTest.class);

  @TempDir private Path folder;

  @AfterEach
  void stopWatching() {
    leaks.close();
  }

  @Test
  void everyBufferIsReleased() throws IOException {
    assertThat(leaks.after(this::live)).isZero();
  }

  /** Without this the test above would prove nothing. */
  @Test
  void theDetectorNoticesALeak() {
    bytes(1);
    int found = 0;
    for (int round = 0; round < 20 && found == 0; round++) {
      found = leaks.collect();
    }
    assertThat(found).isPositive();
  }

  private void live() throws IOException {
    requests();
    answers();
    file(OK);
    file(REFUSED);
    spooled(harness -> harness.startDisk().take(2_000_000).channel.releaseOutbound());
    spooled(harness -> harness.startDisk().channel.close());
    spooled(harness -> harness.channel.close());
    gone();
  }

  private static void requests() {
    run(LeakTest::inPieces, "", GET, GET + GET, "GET / HT", "bad\r\n\r\n", GET + "rest");
    upload("Content-Length: 100000", "x".repeat(50_000));
    upload("Content-Length: 100000", "x".repeat(100_000));
    upload("Content-Length: 3", "a", "bc" + GET);
    upload("Transfer-Encoding: chunked", "3\r\nabc\r\n", "x");
    String chunk = "1\r\nx\r\n".repeat(200);
    upload("Transfer-Encoding: chunked", chunk, chunk);
  }

  private static void answers() {
    for (String request : List.of(GET, HEAD)) {
      run(LeakTest::inPieces, request);
      run(exchange -> exchange.answer(OK, bytes(10)), request);
      run(exchange -> exchange.answer(OK, bytes(40_000)), request);
      run(exchange -> exchange.answer(REFUSED, bytes(10)), request);
      run(
          exchange -> {
            exchange.begin(REFUSED);
            exchange.write(bytes(10));
            exchange.end();
          },
          request);
    }
  }

  private static void inPieces(Exchange exchange) {
    exchange.begin(OK);
    exchange.write(bytes(40_000));
    exchange.write(bytes(10));
    exchange.end();
  }

  private static void upload(String framing, String... reads) {
    run(LeakTest::inPieces, "POST / HTTP/1.1\r\nHost: x\r\n" + framing + "\r\n\r\n", reads);
  }

  private static void run(Handler app, String first, String... reads) {
    try (Harness harness = new Harness(Harness.settings(0), app)) {
      harness.send(first);
      for (String read : reads) {
        harness.send(read);
      }
    }
  }

  private void file(ResponseHead head) throws IOException {
    FileChannel file = FileChannel.open(Files.write(folder.resolve("file"), new byte[1000]));
    run(exchange -> exchange.answer(head, new FileBody(file, 0, 1000)), GET);
    assertThat(file.isOpen()).isFalse();
  }

  /** The answer is on its way to a file when its client takes it after all, or leaves. */
  private static void spooled(Consumer<Harness> client) {
    try (Harness harness =
        new Harness(
            Harness.settings(0),
            exchange -> {
              exchange.begin(OK);
              for (int i = 0; i < 10; i++) {
                exchange.write(bytes(100_000));
              }
              exchange.end();
            })) {
      harness.channel.stopTaking();
      harness.stopDisk().send(GET);
      assertThat(harness.answerSpools.used()).isPositive();
      client.accept(harness);
      harness.startDisk();
    }
  }

  /** The client leaves before the answer. */
  private static void gone() {
    try (Harness harness = new Harness(Harness.settings(0), exchange -> {})) {
      harness.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc" + GET);
      harness.channel.close().syncUninterruptibly();
      harness.exchanges.getLast().begin(OK);
      harness.exchanges.getLast().write(bytes(40_000));
      harness.exchanges.getLast().abort(new Failure.Stopping());
      assertThat(harness.inlineBodies.used()).isZero();
    }
  }
}
