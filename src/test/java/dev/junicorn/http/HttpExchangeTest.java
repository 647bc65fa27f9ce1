package dev.junicorn.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.junicorn.event.ServerEvent;
import dev.junicorn.exchange.Exchange;
import dev.junicorn.exchange.Failure;
import dev.junicorn.exchange.FileBody;
import dev.junicorn.exchange.Handler;
import dev.junicorn.exchange.Header;
import dev.junicorn.exchange.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers on the wire: framing, persistence, and what is never sent. */
class HttpExchangeTest {

  private static final String GET = "GET /t HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String HEAD = "HEAD /t HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String GET_10 = "GET /t HTTP/1.0\r\n\r\n";
  private static final String GET_10_KEEP = "GET /t HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
  private static final String OURS = "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\nServer: junicorn\r\n";

  private static ResponseHead head(int status, String... fields) {
    List<Header> headers =
        List.of(fields).stream()
            .map(field -> field.split(": ", 2))
            .map(pair -> new Header(pair[0], pair[1]))
            .toList();
    return new ResponseHead(status, status == 200 ? "OK" : "", headers);
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(Wire.bytes(text));
  }

  private static Harness with(Handler handler) {
    return new Harness(Harness.settings(0), handler);
  }

  private static String answerTo(String request, Handler handler) {
    try (Harness harness = with(handler)) {
      return harness.send(request).sent();
    }
  }

  private static Handler pieces(ResponseHead head, String... pieces) {
    return exchange -> {
      exchange.begin(head);
      for (String piece : pieces) {
        exchange.write(bytes(piece));
      }
      exchange.end();
    };
  }

  @Test
  void sendsAWholeAnswerWithItsLength() {
    assertThat(answerTo(GET, exchange -> exchange.answer(head(200, "A: b"), bytes("body"))))
        .isEqualTo("HTTP/1.1 200 OK\r\nA: b\r\n" + OURS + "Content-Length: 4\r\n\r\nbody");
  }

  @Test
  void chunksPieces() {
    assertThat(answerTo(GET, pieces(head(200), "abc", "", "0123456789abcdef")))
        .isEqualTo(
            "HTTP/1.1 200 OK\r\n"
                + OURS
                + "Transfer-Encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n");
  }

  @Test
  void endsPiecesWithTheConnectionInHttp10() {
    try (Harness harness = with(pieces(head(200), "abc"))) {
      assertThat(harness.send(GET_10_KEEP).sent())
          .isEqualTo("HTTP/1.1 200 OK\r\n" + OURS + "Connection: close\r\n\r\nabc");
      assertThat(harness.channel.isOpen()).isFalse();
    }
  }

  @Test
  void sendsPiecesOfAnnouncedLengthAsTheyAre() {
    assertThat(answerTo(GET, pieces(head(200, "content-length: 3"), "ab", "c")))
        .endsWith("Content-Length: 3\r\n\r\nabc");
  }

  @ParameterizedTest
  @CsvSource({"a b: c, a b", "Content-Length: five, five"})
  void namesTheFieldThatCannotBeSent(String field, String wrong) {
    try (Harness harness = with(exchange -> exchange.answer(head(200, field), bytes("")))) {
      assertThat(harness.send(GET).status()).isEqualTo(500);
      assertThat(harness.events)
          .anySatisfy(event -> assertThat(event.describe()).endsWith("'" + wrong + "'"));
    }
  }

  @Test
  void stripsTheBodyFromAnAnswerToHead() {
    assertThat(answerTo(HEAD, exchange -> exchange.answer(head(200), bytes("body"))))
        .endsWith("Content-Length: 4\r\n\r\n");
    assertThat(
            answerTo(HEAD, exchange -> exchange.answer(head(200, "Content-Length: 9"), bytes(""))))
        .endsWith("Content-Length: 9\r\n\r\n");
    assertThat(answerTo(HEAD, pieces(head(200), "abc"))).endsWith(OURS + "\r\n");
  }

  @Test
  void sendsNoBodyWhereTheStatusForbidsIt() {
    assertThat(
            answerTo(GET, exchange -> exchange.answer(head(204, "Content-Length: 4"), bytes("b"))))
        .isEqualTo("HTTP/1.1 204 \r\n" + OURS + "\r\n");
    assertThat(
            answerTo(GET, exchange -> exchange.answer(head(304, "Content-Length: 4"), bytes("b"))))
        .isEqualTo("HTTP/1.1 304 \r\n" + OURS + "Content-Length: 4\r\n\r\n");
    assertThat(answerTo(GET, pieces(head(304), "abc"))).endsWith(OURS + "\r\n");
    assertThat(answerTo(GET, exchange -> exchange.answer(head(205), bytes("b"))))
        .isEqualTo("HTTP/1.1 205 \r\n" + OURS + "Content-Length: 0\r\n\r\n");
    assertThat(answerTo(GET, pieces(head(205, "Content-Length: 3"), "abc")))
        .endsWith(OURS + "Content-Length: 0\r\n\r\n");
  }

  @Test
  void passesStatusesOnThatNobodyHasDefined() {
    assertThat(answerTo(GET, exchange -> exchange.answer(head(799), bytes("b"))))
        .startsWith("HTTP/1.1 799 \r\n")
        .endsWith("\r\n\r\nb");
  }

  @Test
  void dropsHopByHopFieldsAndKeepsTheAppsDateAndServer() {
    String answer =
        answerTo(
            GET,
            exchange ->
                exchange.answer(
                    head(
                        200,
                        "Transfer-Encoding: chunked",
                        "Connection: keep-alive, X-A",
                        "Keep-Alive: 5",
                        "Upgrade: h2c",
                        "Trailer: a",
                        "Proxy-Authenticate: b",
                        "Date: today",
                        "Server: app"),
                    bytes("")));
    assertThat(answer)
        .isEqualTo("HTTP/1.1 200 OK\r\nDate: today\r\nServer: app\r\nContent-Length: 0\r\n\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "GET / HTTP/1.1|Host: x, true",
    "GET / HTTP/1.1|Host: x|Connection: close, false",
    "'GET / HTTP/1.1|Host: x|Connection: te, CLOSE', false",
    "GET / HTTP/1.0, false",
    "GET / HTTP/1.0|Connection: Keep-Alive, true",
    "'GET / HTTP/1.0|Connection: keep-alive, close', false"
  })
  void persistsAsTheClientAsks(String request, boolean persists) {
    try (Harness harness = new Harness()) {
      String answer = harness.send(request.replace("|", "\r\n") + "\r\n\r\n").sent();
      assertThat(harness.channel.isOpen()).isEqualTo(persists);
      assertThat(answer.contains("Connection: close")).isEqualTo(!persists);
    }
  }

  @Test
  void tellsHttp10ThatTheConnectionPersists() {
    assertThat(answerTo(GET_10_KEEP, exchange -> exchange.answer(head(200), bytes(""))))
        .contains("Connection: keep-alive\r\n");
    assertThat(answerTo(GET_10, exchange -> exchange.answer(head(200), bytes(""))))
        .contains("Connection: close\r\n");
  }

  @Test
  void closesWhenTheAppWishes() {
    try (Harness harness =
        with(exchange -> exchange.answer(head(200, "Connection: close"), bytes("")))) {
      assertThat(harness.send(GET).sent()).contains("Connection: close\r\n");
      assertThat(harness.channel.isOpen()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "200, A b, c",
    "200, '', c",
    "200, A, 'b\r\nSet-Cookie: c'",
    "200, A, 'b\nc'",
    "200, A, 'b\0'",
    "200, A, '\u20ac'",
    "200, '\u0153', b",
    "200, Content-Length, x",
    "200, Content-Length, -1",
    "200, Content-Length, 5",
    "101, A, b",
    "1000, A, b"
  })
  void answers500ForWhatCannotBeSent(int status, String name, String value) {
    ResponseHead bad = new ResponseHead(status, "", List.of(new Header(name, value)));
    try (Harness harness = with(exchange -> exchange.answer(bad, bytes("body")))) {
      assertThat(harness.send(GET).status()).isEqualTo(500);
      assertThat(harness.sent()).endsWith("The app failed to answer this request.\n");
      assertThat(harness.events).anyMatch(ServerEvent.AppFailed.class::isInstance);
      assertThat(harness.channel.isOpen()).isTrue();
    }
  }

  /** RFC 9110 section 8.6; a framework and a middleware of it may each have counted. */
  @Test
  void sendsALengthOnceThatTheAppGaveTwice() {
    ResponseHead twice = head(200, "Content-Length: 4", "content-length: 4");
    assertThat(answerTo(GET, exchange -> exchange.answer(twice, bytes("body"))))
        .isEqualTo("HTTP/1.1 200 OK\r\n" + OURS + "Content-Length: 4\r\n\r\nbody");
  }

  @Test
  void answers500ForABeginThatCannotBeSentAndDropsItsPieces() {
    ResponseHead bad = head(200, "Content-Length: 1", "Content-Length: 2");
    try (Harness harness = with(pieces(bad, "a", "b"))) {
      harness.send(GET).send(GET);
      assertThat(harness.sent()).doesNotContain("\r\na").containsSubsequence(" 500 ", " 500 ");
      assertThat(harness.exchanges).hasSize(2);
    }
  }

  /** The client has all of that 500, which has not said that the connection ends. */
  @Test
  void goesOnBehindABeginThatCannotBeSentThoughTheAppFailsLater() {
    Handler failing =
        exchange -> {
          exchange.begin(head(200, "A b: c"));
          exchange.write(bytes("a"));
          exchange.abort(new Failure.AppFailed("x"));
        };
    try (Harness harness = with(failing)) {
      harness.send(GET).send(GET);
      assertThat(harness.sent()).containsSubsequence(" 500 ", " 500 ");
      assertThat(harness.channel.isOpen()).isTrue();
    }
  }

  @Test
  void refusesAReasonThatSplits() {
    ResponseHead bad = new ResponseHead(200, "OK\r\nA: b", List.of());
    try (Harness harness = with(exchange -> exchange.answer(bad, bytes("")))) {
      assertThat(harness.send(GET).status()).isEqualTo(500);
    }
  }

  @Test
  void cutsABodyAtItsAnnouncedLength() {
    ResponseHead announced = head(200, "Content-Length: 3");
    assertThat(answerTo(GET, exchange -> exchange.answer(announced, bytes("abcdef"))))
        .endsWith("\r\n\r\nabc");
    try (Harness harness = with(pieces(announced, "ab", "cd", "ef"))) {
      assertThat(harness.send(GET).send(GET).sent()).endsWith("\r\n\r\nabc");
      assertThat(harness.exchanges).hasSize(2);
      assertThat(harness.events)
          .filteredOn(ServerEvent.RequestTrouble.class::isInstance)
          .hasSize(2);
    }
  }

  @Test
  void cutsTheConnectionWhenPiecesFallShort() {
    try (Harness harness = with(pieces(head(200, "Content-Length: 3"), "ab"))) {
      harness.send(GET);
      assertThat(harness.channel.isOpen()).isFalse();
      assertThat(harness.events).anyMatch(ServerEvent.AppFailed.class::isInstance);
    }
  }

  @Test
  void abortCutsTheConnection() {
    try (Harness harness =
        with(exchange -> {
          exchange.begin(head(200));
          exchange.write(bytes("abc"));
          exchange.abort(new Failure.WorkerDied(1, "x"));
        })) {
      assertThat(harness.send(GET).sent()).endsWith("3\r\nabc\r\n");
      assertThat(harness.channel.isOpen()).isFalse();
    }
  }

  @Test
  void failsWithTheFailuresStatusAndAdvice() {
    try (Harness harness = with(exchange -> exchange.fail(new Failure.QueueFull(7, 3)))) {
      assertThat(harness.send(GET).sent())
          .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
          .contains("Retry-After: 3\r\n")
          .endsWith("7 requests are waiting already (--queue-limit).\n");
      assertThat(harness.channel.isOpen()).isTrue();
    }
  }

  @Test
  void throwsOnAnIllegalOrder() {
    try (Harness harness = with(exchange -> {})) {
      Exchange exchange = harness.send(GET).exchanges.getLast();
      ByteBuf piece = bytes("a");
      assertThatThrownBy(() -> exchange.write(piece)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(exchange::end).isInstanceOf(IllegalStateException.class);
      exchange.answer(head(200), bytes(""));
      ByteBuf second = bytes("b");
      assertThatThrownBy(() -> exchange.answer(head(200), second))
          .isInstanceOf(IllegalStateException.class);
      assertThat(piece.refCnt() + second.refCnt()).isZero();
    }
  }

  @Test
  void sendsAStretchOfAFileAndClosesIt() throws Exception {
    Path path = Files.writeString(Files.createTempFile("junicorn", ".txt"), "0123456789");
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
    assertThat(answerTo(GET, exchange -> exchange.answer(head(200), new FileBody(file, 2, 5))))
        .endsWith("Content-Length: 5\r\n\r\n23456");
    assertThat(file.isOpen()).isFalse();
    FileChannel unsent = FileChannel.open(path, StandardOpenOption.READ);
    assertThat(answerTo(HEAD, exchange -> exchange.answer(head(200), new FileBody(unsent, 2, 5))))
        .endsWith("Content-Length: 5\r\n\r\n");
    assertThat(unsent.isOpen()).isFalse();
  }
}
