package dev.junicorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.exchange.Exchange;
import dev.junicorn.exchange.RequestHead;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds for any bytes in any pieces. Netty's own decoder is the second opinion. */
class RequestFuzzTest {

  private static final List<String> PARTS =
      List.of(
          "GET / HTTP/1.1\r\n",
          "POST /a%20?b HTTP/1.1\r\n",
          "GET http://y/ HTTP/1.1\r\n",
          "HEAD / HTTP/1.0\r\n",
          "Host: x\r\n",
          "host: [::1]:8\r\n",
          "Content-Length: 3\r\n",
          "Content-Length: 0\r\n",
          "Transfer-Encoding: chunked\r\n",
          "transfer-encoding : chunked\r\n",
          "Transfer-Encoding:\tchunked\t\r\n",
          "Connection: close\r\n",
          "Connection: keep-alive\r\n",
          "Expect: 100-continue\r\n",
          "X-A: b\r\n",
          "X_A: b\r\n",
          " folded\r\n",
          "\r\n",
          "\n",
          "\r",
          "abc",
          "3\r\nabc\r\n",
          "3;e=\"f\"\r\nabc\r\n",
          "0\r\n\r\n",
          "0\r\nX-T: u\r\n\r\n",
          "\0",
          " ",
          ":",
          "\u00e9");

  @Provide
  Arbitrary<List<String>> streams() {
    return Arbitraries.of(PARTS).list().ofMaxSize(14);
  }

  @Provide
  Arbitrary<String> requests() {
    return Arbitraries.of(
        "GET /a?b HTTP/1.1\r\nHost: x\r\nX-A: b\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nabcde",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nabcde\r\n0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\n\r\nPOST /b HTTP/1.1\r\nHost: y\r\nContent-Length: 1\r\n\r\nz");
  }

  @Property(tries = 3000)
  void anySplitGivesTheSame(
      @ForAll("streams") List<String> parts,
      @ForAll @Size(max = 6) List<@IntRange(max = 200) Integer> cuts) {
    String stream = String.join("", parts);
    assertThat(transcript(split(stream, cuts))).isEqualTo(transcript(List.of(stream)));
  }

  @Property(tries = 6000)
  void whatIsAcceptedFollowsThePolicyAndNettyAgrees(
      @ForAll("requests") String request,
      @ForAll @IntRange(max = 120) int at,
      @ForAll @IntRange(max = 3) int removed,
      @ForAll("insertions") String inserted) {
    int start = Math.min(at, request.length());
    int end = Math.min(start + removed, request.length());
    String mutant = request.substring(0, start) + inserted + request.substring(end);
    Budget memory;
    try (Harness harness = new Harness()) {
      memory = harness.inlineBodies;
      harness.send(mutant);
      List<String> ours = new ArrayList<>();
      for (int i = 0; i < harness.exchanges.size(); i++) {
        checkPolicy(harness.exchanges.get(i).head());
        ours.add(summary(harness.exchanges.get(i), harness.bodies.get(i)));
      }
      List<String> theirs = nettySees(mutant);
      assertThat(theirs).as(mutant).hasSizeGreaterThanOrEqualTo(ours.size());
      assertThat(theirs.subList(0, ours.size())).as(mutant).isEqualTo(ours);
    }
    assertThat(memory.used()).isZero();
  }

  @Provide
  Arbitrary<String> insertions() {
    return Arbitraries.oneOf(
        Arbitraries.of(PARTS),
        Arbitraries.bytes().array(byte[].class).ofMaxSize(3).map(Wire::text));
  }

  @Property(tries = 2000)
  void anyBytesAreAnsweredOrWaitedForWithoutALeak(@ForAll @Size(max = 300) byte[] bytes) {
    try (Harness harness = new Harness()) {
      harness.send(bytes);
      harness.exchanges.forEach(exchange -> checkPolicy(exchange.head()));
      assertThat(harness.status()).isIn(0, 200, 400, 417, 501, 505);
    }
  }

  private static List<String> split(String stream, List<Integer> cuts) {
    List<String> pieces = new ArrayList<>();
    int from = 0;
    for (int cut : cuts.stream().sorted().toList()) {
      int to = Math.max(from, Math.min(cut, stream.length()));
      pieces.add(stream.substring(from, to));
      from = to;
    }
    pieces.add(stream.substring(from));
    return pieces;
  }

  private static String transcript(List<String> pieces) {
    try (Harness harness = new Harness()) {
      pieces.forEach(harness::send);
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < harness.exchanges.size(); i++) {
        text.append(harness.exchanges.get(i).head()).append(harness.bodies.get(i)).append('\n');
      }
      String sent = harness.sent().replace("HTTP/1.1 100 Continue\r\n\r\n", "");
      return text + sent + harness.channel.isOpen();
    }
  }

  private static void checkPolicy(RequestHead head) {
    assertThat(head.method()).matches("[!$%&'*+.^_`|~0-9A-Z-]{3,20}");
    assertThat(head.target()).matches("[!-~&&[^#]]+");
    assertThat(head.version()).matches("HTTP/1\\.[01]");
    long hosts = head.headers().stream().filter(header -> header.is("Host")).count();
    assertThat(hosts).isLessThanOrEqualTo(1);
    assertThat(hosts == 1 || head.version().equals("HTTP/1.0")).isTrue();
    head.headers()
        .forEach(header -> {
          assertThat(header.name()).matches("[!#$%&'*+.^`|~0-9A-Za-z-]+");
          assertThat(header.value()).doesNotContainPattern("[\\x00-\\x08\\x0a-\\x1f\\x7f]");
        });
  }

  private static String summary(Exchange exchange, String body) {
    return exchange.head().method() + " " + exchange.head().target() + " " + body;
  }

  private static List<String> nettySees(String stream) {
    EmbeddedChannel netty =
        new EmbeddedChannel(new HttpRequestDecoder(), new HttpObjectAggregator(1 << 20));
    netty.writeInbound(Unpooled.copiedBuffer(Wire.bytes(stream)));
    List<String> seen = new ArrayList<>();
    Object message = netty.readInbound();
    while (message != null) {
      if (message instanceof FullHttpRequest request && succeeded(request)) {
        seen.add(
            request.method()
                + " "
                + request.uri()
                + " "
                + request.content().toString(StandardCharsets.ISO_8859_1));
      }
      ReferenceCountUtil.release(message);
      message = netty.readInbound();
    }
    end(netty);
    return seen;
  }

  private static void end(EmbeddedChannel netty) {
    try {
      netty.finishAndReleaseAll();
    } catch (PrematureChannelClosureException e) {
      // The stream ended within a body; what came before was seen.
    }
  }

  private static boolean succeeded(HttpObject message) {
    return !message.decoderResult().isFailure();
  }
}
