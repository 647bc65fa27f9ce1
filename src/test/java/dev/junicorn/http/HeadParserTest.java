package dev.junicorn.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.exchange.Endpoints;
import dev.junicorn.exchange.Header;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Heads as long as they may be: what repeats is joined, and finding it takes few looks. */
class HeadParserTest {

  private static final Peer PEER = new Peer(new Endpoints("", "", "", ""), false);

  private final HeadParser parser = new HeadParser(false, new RequestIds(RequestIdRule.OFF));

  @Test
  void asManyFieldsAsFit() throws RefusedException {
    assertThat(parse(names(20_000).map(name -> name + ":"))).hasSize(20_001);
  }

  /** Where each is compared with all before it, it is 200 million times. */
  @Test
  void eachOfManyFieldsIsLookedAtOnce() {
    LookedAt headers = new LookedAt();
    FieldPlaces places = new FieldPlaces();
    names(20_000)
        .forEach(name -> {
          assertThat(places.find(headers, name)).isNegative();
          headers.list.add(new Header(name, ""));
        });
    int few = FieldPlaces.FEW_FIELDS;
    assertThat(headers.looks).isLessThan(20_000 + few * few);
  }

  /** Counts. */
  private static final class LookedAt extends AbstractList<Header> {
    private final List<Header> list = new ArrayList<>();
    private long looks;

    @Override
    public Header get(int index) {
      looks++;
      return list.get(index);
    }

    @Override
    public int size() {
      return list.size();
    }
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
