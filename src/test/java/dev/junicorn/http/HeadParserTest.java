package dev.junicorn.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.exchange.Endpoints;
import dev.junicorn.exchange.Header;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Heads as long as they may be: what repeats is joined, and nobody waits long for it. */
class HeadParserTest {

  private static final Peer PEER = new Peer(new Endpoints("", "", "", ""), false);

  private static final int HEADS = 20;

  /** Where each field is compared with all before it, it is more than a minute. */
  private static final Duration LOOSE = Duration.ofSeconds(5);

  private final HeadParser parser = new HeadParser(false, new RequestIds(RequestIdRule.OFF));

  @Test
  void asManyFieldsAsFit() throws RefusedException {
    long began = System.nanoTime();
    for (int i = 0; i < HEADS; i++) {
      assertThat(parse(names(20_000).map(name -> name + ":"))).hasSize(20_001);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LOOSE);
  }

  @Test
  void whatRepeatsAmongMany() throws RefusedException {
    List<String> fields = names(150).map(name -> name + ":1").toList();
    List<Header> headers =
        parse(Stream.concat(fields.stream(), fields.stream().map(String::toUpperCase)));
    assertThat(headers).hasSize(151);
    assertThat(headers.subList(1, 151)).extracting(Header::value).containsOnly("1,1");
    assertThat(headers.get(150).name()).isEqualTo(names(150).toList().getLast());
  }

  /** Each of three letters. */
  private static Stream<String> names(int count) {
    return IntStream.range(0, count).mapToObj(number -> Integer.toString(36 * 36 + number, 36));
  }

  private List<Header> parse(Stream<String> fields) throws RefusedException {
    String head =
        "GET / HTTP/1.1\r\nHost: x\r\n" + fields.collect(Collectors.joining("\r\n")) + "\r\n\r\n";
    ByteBuf bytes = Unpooled.copiedBuffer(head, ISO_8859_1);
    return parser.parse(bytes, head.length(), PEER).head().headers();
  }
}
