package dev.junicorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.exchange.Endpoints;
import dev.junicorn.exchange.RequestHead;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rule about requests: the bytes, and the status they are answered with. */
class RequestPolicyTest {

  private static final String LONG = "x".repeat(9000);

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource({"requestLines", "fields", "framings", "chunks", "limits"})
  void answersWith(int status, String rule, String request) {
    try (Harness whole = new Harness();
        Harness split = new Harness()) {
      whole.send(request);
      assertThat(whole.status()).as("whole: " + whole.sent()).isEqualTo(status);
      assertThat(whole.exchanges).hasSize(status == 200 ? 1 : 0);
      split.sendSlowly(request);
      assertThat(split.status()).as("byte by byte: " + split.sent()).isEqualTo(status);
      assertThat(split.exchanges).hasSize(status == 200 ? 1 : 0);
    }
  }

  private static Arguments rule(int status, String name, String request) {
    return Arguments.of(status, name, request);
  }

  private static Arguments line(int status, String name, String requestLine) {
    return rule(status, name, requestLine + "\r\nHost: x\r\n\r\n");
  }

  private static Arguments field(int status, String name, String field) {
    return rule(status, name, "GET / HTTP/1.1\r\nHost: x\r\n" + field + "\r\n\r\n");
  }

  private static Arguments framing(int status, String name, String fields) {
    return rule(status, name, "POST / HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n\r\n");
  }

  private static Arguments chunked(int status, String name, String body) {
    return rule(
        status, name, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
  }

  static Stream<Arguments> requestLines() {
    return Stream.of(
        line(200, "origin form", "GET /a?b HTTP/1.1"),
        line(200, "HTTP/1.0", "GET / HTTP/1.0"),
        line(200, "one empty line before", "\r\nGET / HTTP/1.1"),
        line(200, "two empty lines before", "\r\n\r\nGET / HTTP/1.1"),
        line(400, "three empty lines before", "\r\n\r\n\r\nGET / HTTP/1.1"),
        line(400, "bare LF before", "\nGET / HTTP/1.1"),
        line(400, "bare CR before", "\rGET / HTTP/1.1"),
        line(400, "space before", " GET / HTTP/1.1"),
        line(400, "TLS", "\u0016\u0003\u0001"),
        line(400, "two spaces", "GET  / HTTP/1.1"),
        line(400, "two spaces before the version", "GET /  HTTP/1.1"),
        line(400, "tab", "GET\t/ HTTP/1.1"),
        line(400, "space at the end", "GET / HTTP/1.1 "),
        line(400, "no version", "GET /"),
        line(400, "no target", "GET HTTP/1.1"),
        line(400, "empty target", "GET  HTTP/1.1"),
        line(400, "space in the target", "GET /a b HTTP/1.1"),
        line(400, "lower-case method", "get / HTTP/1.1"),
        line(400, "mixed-case method", "Get / HTTP/1.1"),
        line(400, "short method", "GE / HTTP/1.1"),
        line(400, "long method", "ABCDEFGHIJKLMNOPQRSTU / HTTP/1.1"),
        line(200, "unknown method", "BREW-COFFEE / HTTP/1.1"),
        line(400, "method not a token", "GE(T / HTTP/1.1"),
        line(501, "CONNECT", "CONNECT x:443 HTTP/1.1"),
        line(400, "authority form", "GET x:443 HTTP/1.1"),
        line(400, "relative target", "GET foo HTTP/1.1"),
        line(200, "OPTIONS *", "OPTIONS * HTTP/1.1"),
        line(400, "GET *", "GET * HTTP/1.1"),
        line(400, "OPTIONS *x", "OPTIONS *x HTTP/1.1"),
        line(200, "absolute form", "GET http://y/a?b HTTP/1.1"),
        line(200, "absolute form, https", "GET HTTPS://y:8000?b HTTP/1.1"),
        line(400, "absolute form, other scheme", "GET ftp://y/ HTTP/1.1"),
        line(400, "absolute form, no host", "GET http:///a HTTP/1.1"),
        line(400, "absolute form, only a port", "GET http://:80/a HTTP/1.1"),
        line(400, "absolute form, userinfo", "GET http://u:p@y/ HTTP/1.1"),
        line(400, "absolute form, backslash", "GET http://y\\z/ HTTP/1.1"),
        line(400, "fragment", "GET /#a HTTP/1.1"),
        line(400, "NUL in the target", "GET /\0 HTTP/1.1"),
        line(400, "DEL in the target", "GET /\u007f HTTP/1.1"),
        line(400, "non-ASCII target", "GET /\u00e9 HTTP/1.1"),
        line(200, "invalid escape", "GET /%zz% HTTP/1.1"),
        line(505, "HTTP/1.2", "GET / HTTP/1.2"),
        line(505, "HTTP/2.0", "PRI * HTTP/2.0"),
        line(505, "HTTP/0.9", "GET / HTTP/0.9"),
        line(505, "HTTP/9.9", "GET / HTTP/9.9"),
        line(400, "HTTP/1.10", "GET / HTTP/1.10"),
        line(400, "HTTP/1.", "GET / HTTP/1."),
        line(400, "http/1.1", "GET / http/1.1"),
        line(400, "HTTP/+1.1", "GET / HTTP/+1.1"),
        line(400, "other protocol", "GET / HTTPS/1.1"),
        rule(400, "bare LF ends the line", "GET / HTTP/1.1\nHost: x\r\n\r\n"),
        rule(400, "bare CR in the line", "GET / HTTP/1.1\rHost: x\r\n\r\n"),
        rule(400, "version, then CR CR LF", "GET / HTTP/1.1\r\r\nHost: x\r\n\r\n"));
  }

  static Stream<Arguments> fields() {
    return Stream.of(
        rule(400, "no Host", "GET / HTTP/1.1\r\n\r\n"),
        rule(200, "no Host in 1.0", "GET / HTTP/1.0\r\n\r\n"),
        rule(400, "no Host, absolute form", "GET http://y/ HTTP/1.1\r\n\r\n"),
        rule(200, "empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
        field(400, "two Hosts", "Host: x"),
        field(400, "two Hosts, other case", "hOST: y"),
        rule(200, "Host with port", "GET / HTTP/1.1\r\nHost: a.b:80\r\n\r\n"),
        rule(200, "IPv6 Host", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n"),
        rule(400, "IPv6 Host, open", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n"),
        rule(400, "IPv6 Host, tail", "GET / HTTP/1.1\r\nHost: [::1]x\r\n\r\n"),
        rule(400, "Host with userinfo", "GET / HTTP/1.1\r\nHost: u@x\r\n\r\n"),
        rule(400, "Host with path", "GET / HTTP/1.1\r\nHost: x/y\r\n\r\n"),
        rule(400, "Host with comma", "GET / HTTP/1.1\r\nHost: x,y\r\n\r\n"),
        rule(400, "Host with space", "GET / HTTP/1.1\r\nHost: x y\r\n\r\n"),
        rule(400, "Host with bad port", "GET / HTTP/1.1\r\nHost: x:8a\r\n\r\n"),
        rule(400, "Host not ASCII", "GET / HTTP/1.1\r\nHost: \u00e9\r\n\r\n"),
        field(200, "empty value", "X-A:"),
        field(200, "value with obs-text", "X-A: \u00e9"),
        field(200, "value with a tab", "X-A: a\tb"),
        field(400, "folded", "X-A: a\r\n b"),
        field(400, "folded with a tab", "X-A: a\r\n\tb"),
        rule(400, "first line folded", "GET / HTTP/1.1\r\n Host: x\r\n\r\n"),
        field(400, "space before the colon", "X-A : a"),
        field(400, "tab before the colon", "X-A\t: a"),
        field(400, "no colon", "X-A"),
        field(400, "no name", ": a"),
        field(400, "name not a token", "X(A: a"),
        field(400, "name not ASCII", "X\u00e9: a"),
        field(400, "NUL in the name", "X\0A: a"),
        field(400, "NUL in the value", "X-A: \0"),
        field(400, "CR in the value", "X-A: a\rb"),
        field(400, "CR before the CRLF", "X-A: a\r"),
        field(400, "ESC in the value", "X-A: \u001b"),
        field(400, "DEL in the value", "X-A: \u007f"),
        field(400, "bare LF", "X-A: a\nX-B: b"),
        field(400, "two Content-Types", "Content-Type: a/b\r\ncontent-type: a/b"),
        field(417, "unknown expectation", "Expect: 200-ok"),
        field(200, "no expectation", "Expect:"),
        field(200, "expectation without a body", "Expect: 100-Continue"),
        field(200, "Upgrade is ignored", "Connection: Upgrade\r\nUpgrade: h2c"),
        field(400, "schemes contradict", "X-Forwarded-Proto: https\r\nX-Forwarded-Ssl: off"));
  }

  static Stream<Arguments> framings() {
    return Stream.of(
        framing(200, "length", "Content-Length: 0"),
        rule(200, "length 3", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"),
        framing(400, "length, plus", "Content-Length: +0"),
        framing(400, "length, minus", "Content-Length: -1"),
        framing(400, "length, hex", "Content-Length: 0x0"),
        framing(400, "length, list", "Content-Length: 0, 0"),
        framing(400, "length, empty", "Content-Length:"),
        framing(400, "length, inner space", "Content-Length: 1 0"),
        framing(400, "length, underscore", "Content-Length: 1_0"),
        framing(400, "length, Arabic digit", "Content-Length: \u00b2"),
        framing(413, "length, overflow", "Content-Length: 18446744073709551616"),
        framing(400, "two lengths", "Content-Length: 0\r\nContent-Length: 0"),
        framing(400, "length and coding", "Content-Length: 0\r\nTransfer-Encoding: chunked"),
        framing(400, "coding and length", "Transfer-Encoding: chunked\r\nContent-Length: 0"),
        framing(501, "gzip, chunked", "Transfer-Encoding: gzip, chunked"),
        framing(400, "chunked, gzip", "Transfer-Encoding: chunked, gzip"),
        framing(400, "chunked twice", "Transfer-Encoding: chunked, chunked"),
        framing(400, "chunked, identity", "Transfer-Encoding: chunked, identity"),
        framing(400, "identity", "Transfer-Encoding: identity"),
        framing(400, "xchunked", "Transfer-Encoding: xchunked"),
        framing(400, "chunked;q", "Transfer-Encoding: chunked;q=1"),
        framing(400, "quoted", "Transfer-Encoding: \"chunked\""),
        framing(400, "vertical tab", "Transfer-Encoding: \u000bchunked"),
        framing(400, "empty coding", "Transfer-Encoding:"),
        framing(400, "two codings", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
        framing(400, "folded coding", "Transfer-Encoding:\r\n chunked"),
        rule(
            400,
            "coding in 1.0",
            "POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        rule(
            200,
            "coding in any case",
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: ChunKed\r\n\r\n0\r\n\r\n"));
  }

  static Stream<Arguments> chunks() {
    return Stream.of(
        chunked(200, "empty", "0\r\n\r\n"),
        chunked(200, "one chunk", "3\r\nabc\r\n0\r\n\r\n"),
        chunked(200, "upper-case size, zeros", "00A\r\n0123456789\r\n000\r\n\r\n"),
        chunked(200, "extension", "3;a=b\r\nabc\r\n0;c\r\n\r\n"),
        chunked(200, "white space before the extension", "3 ;a\r\nabc\r\n0\r\n\r\n"),
        chunked(200, "trailer", "0\r\nX-A: b\r\n\r\n"),
        chunked(400, "size with plus", "+3\r\nabc\r\n0\r\n\r\n"),
        chunked(400, "size with minus", "-3\r\nabc\r\n0\r\n\r\n"),
        chunked(400, "size with 0x", "0x3\r\nabc\r\n0\r\n\r\n"),
        chunked(400, "size with underscore", "1_0\r\n"),
        chunked(400, "no size", "\r\nabc\r\n0\r\n\r\n"),
        chunked(400, "size after a space", " 3\r\nabc\r\n0\r\n\r\n"),
        chunked(400, "space after the size", "3 \r\nabc\r\n0\r\n\r\n"),
        chunked(400, "size overflow", "fffffffffffffffff\r\nabc"),
        chunked(400, "size ends with a bare LF", "3\nabc\r\n0\r\n\r\n"),
        chunked(400, "size ends with CR only", "3\rabc\r\n0\r\n\r\n"),
        chunked(400, "LF in an extension", "3;a\nabc\r\n0\r\n\r\n"),
        chunked(400, "CR in an extension", "3;a\rb\r\nabc\r\n0\r\n\r\n"),
        chunked(400, "NUL in an extension", "3;\0\r\nabc\r\n0\r\n\r\n"),
        chunked(400, "space after an extension", "3;a \r\nabc\r\n0\r\n\r\n"),
        chunked(400, "extensions too long", "3;" + LONG + LONG + "\r\nabc\r\n0\r\n\r\n"),
        chunked(400, "data too long", "3\r\nabcd\r\n0\r\n\r\n"),
        chunked(400, "data too short", "3\r\nab\r\n0\r\n\r\n"),
        chunked(400, "data ends with a bare LF", "3\r\nabc\n0\r\n\r\n"),
        chunked(400, "forbidden trailer", "0\r\nContent-Length: 3\r\n\r\n"),
        chunked(400, "forbidden trailer Host", "0\r\nhost: x\r\n\r\n"),
        chunked(400, "forbidden coding", "0\r\nTransfer-Encoding: chunked\r\n\r\n"),
        chunked(400, "folded trailer", "0\r\nX-A: b\r\n c\r\n\r\n"),
        chunked(400, "trailer without colon", "0\r\nX-A\r\n\r\n"),
        chunked(400, "bare LF in a trailer", "0\r\nX-A: b\n\r\n\r\n"),
        chunked(400, "bare LF ends the trailers", "0\r\n\n"),
        chunked(431, "trailers too long", "0\r\nX-A: " + LONG + "\r\n\r\n"));
  }

  static Stream<Arguments> limits() {
    String path = "a".repeat(4094 - "GET / HTTP/1.1".length());
    String value = "v".repeat(8190 - "X-A: \r\n".length());
    return Stream.of(
        line(200, "longest line", "GET /" + path + " HTTP/1.1"),
        line(414, "line too long", "GET /a" + path + " HTTP/1.1"),
        rule(414, "endless line", "GET /" + LONG),
        field(200, "largest field", "X-A: " + value),
        field(431, "field too large", "X-A: v" + value),
        rule(431, "endless field", "GET / HTTP/1.1\r\nHost: x\r\nX-A: " + LONG),
        field(200, "most fields", "X-A: b\r\n".repeat(98) + "X-A: b"),
        field(431, "too many fields", "X-A: b\r\n".repeat(99) + "X-A: b"),
        field(431, "head too large", ("X-A: " + value + "\r\n").repeat(20) + "X-B: c"));
  }

  @Test
  void namesTheLimitAndTheOption() {
    try (Harness harness = new Harness()) {
      harness.send("GET /" + LONG);
      assertThat(harness.sent())
          .contains("\r\nConnection: close\r\n")
          .contains("Content-Type: text/plain")
          .endsWith("\r\n\r\nThe request line is longer than 4094 bytes (--limit-request-line).\n");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET /caf\u00c3\u00a9 HTTP/1.1, percent-encoded",
    "GET /a#b HTTP/1.1, fragment",
    "GET  / HTTP/1.1, one space",
    "PROXY TCP4 192.0.2.1 192.0.2.2 1 2, PROXY protocol",
    "'\r\n\r\n\u0000\r\nQUIT\n', PROXY protocol",
    "'\u0016\u0003\u0001', HTTPS"
  })
  void saysWhatIsWrongWithTheRequestLine(String line, String word) {
    try (Harness harness = new Harness()) {
      harness.send(line + "\r\n\r\n");
      assertThat(harness.status()).isEqualTo(400);
      assertThat(harness.sent()).contains(word);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HEAD / no HTTP/1.1\r\n\r\n",
        "HEAD / HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n\r\n",
        "HEAD / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nGET \r\n",
        "HEAD / HTTP/1.1\r\nHost: x\r\nExpect: more\r\n\r\n",
        "\r\nHEAD / HTTP/1.1\r\nHost : x"
      })
  void refusesAHeadWithoutABody(String request) {
    try (Harness harness = new Harness(Harness.settings(100), exchange -> {})) {
      harness.send(request).pass(Duration.ofSeconds(30));
      assertThat(harness.status()).isGreaterThanOrEqualTo(400);
      assertThat(harness.sent()).containsPattern("Content-Length: [1-9]").endsWith("\r\n\r\n");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1|Host: shop.example, shop.example, 80",
    "HTTP/1.1|Host: shop.example:8080, shop.example, 8080",
    "HTTP/1.1|Host: shop.example:, shop.example, 80",
    "HTTP/1.1|Host: shop.example|X-Forwarded-Proto: https, shop.example, 443",
    "HTTP/1.1|Host: [::1]:81, [::1], 81",
    "HTTP/1.1|Host: [::1], [::1], 80",
    "HTTP/1.1|Host:, localhost, 80",
    "HTTP/1.0, localhost, 80"
  })
  void aServerWithoutAnAddressIsCalledAsItsClientCallsIt(String rest, String name, String port) {
    assertThat(headOf("GET / " + rest.replace("|", "\r\n") + "\r\n\r\n").endpoints())
        .isEqualTo(new Endpoints("", "", name, port));
  }

  @Test
  void takesTheTargetApart() {
    RequestHead head = headOf("GET /a%20b%2Fc%zz?x=%20 HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(head.target()).isEqualTo("/a%20b%2Fc%zz?x=%20");
    assertThat(head.path()).isEqualTo("/a b/c%zz");
    assertThat(head.query()).isEqualTo("x=%20");
  }

  @Test
  void decodesToBytes() {
    assertThat(headOf("GET /%C3%A9%00 HTTP/1.1\r\nHost: x\r\n\r\n").path())
        .isEqualTo("/\u00c3\u00a9\0");
  }

  @Test
  void theAbsoluteTargetOutranksHost() {
    try (Harness harness = new Harness()) {
      harness.send("GET http://real:81?q HTTP/1.1\r\nHost: other\r\n\r\n");
      assertThat(harness.header("Host")).isEqualTo("real:81");
      assertThat(harness.exchanges.getLast().head().path()).isEqualTo("/");
      assertThat(harness.exchanges.getLast().head().query()).isEqualTo("q");
    }
  }

  @Test
  void joinsRepeatedFieldsAndDropsUnderscores() {
    try (Harness harness = new Harness()) {
      harness.send(
          Wire.lines(
              """
              GET / HTTP/1.1
              Host: x
              Accept: a
              accept:  b\s
              Cookie: c=1
              Cookie: d=2
              X_A: hidden
              Content-Length: 0

              """));
      assertThat(harness.header("Accept")).isEqualTo("a,b");
      assertThat(harness.header("Cookie")).isEqualTo("c=1; d=2");
      assertThat(harness.header("X_A")).isEqualTo("absent");
      assertThat(harness.header("Content-Length")).isEqualTo("absent");
    }
  }

  private static RequestHead headOf(String request) {
    try (Harness harness = new Harness()) {
      harness.send(request);
      return harness.exchanges.getLast().head();
    }
  }
}
