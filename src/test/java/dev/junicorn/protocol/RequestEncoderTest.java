package dev.junicorn.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.exchange.Endpoints;
import dev.junicorn.exchange.Header;
import dev.junicorn.exchange.RequestBody;
import dev.junicorn.exchange.RequestHead;
import dev.junicorn.testing.CountedLease;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the bridge's tests read from the same files is in {@code test_frames.py}, REQUESTS. */
class RequestEncoderTest {

  private final RequestEncoder encoder = new RequestEncoder("junicorn", "/shop");

  @Test
  void writesWhatTheBridgeReads() throws IOException {
    encoder.encode(
        2_147_483_647,
        head(
            "/shop/caf\u00c3\u00a9",
            List.of(
                new Header("Host", "x"),
                new Header("X-Odd", "\u00e9"),
                new Header("content-type", "text/plain"))),
        new RequestBody.Inline(Unpooled.copiedBuffer("body", StandardCharsets.US_ASCII)));
    assertThat(written()).isEqualTo(golden("request-inline"));
  }

  @Test
  void writesABodyInAFile() throws IOException {
    encoder.encode(
        1,
        head("/shopping", List.of()),
        new RequestBody.Spooled("/proc/1/fd/9", 5_000_000_000L, new CountedLease()));
    assertThat(written()).isEqualTo(golden("request-spooled"));
  }

  @Test
  void writesWhereTheRequestIs() throws IOException {
    encoder.encodeElsewhere(3, "/proc/1/fd/10");
    assertThat(written()).isEqualTo(golden("request-elsewhere"));
  }

  @Test
  void writesWhereInTheRoomTheRequestIs() throws IOException {
    encoder.encodeInRoom(4, 65_536, 70_000);
    assertThat(written()).isEqualTo(golden("request-in-room"));
  }

  @Test
  void findsThePathBelowAMountThatIsNotAscii() {
    // Paths come with one char per byte: é is two.
    RequestEncoder mounted = new RequestEncoder("junicorn", "/caf\u00e9");
    mounted.encode(1, head("/caf\u00c3\u00a9/menu", List.of()), new RequestBody.None());
    String bytes = new String(mounted.bytes(), 0, mounted.length(), StandardCharsets.UTF_8);
    assertThat(bytes).contains("Z\u0009PATH_INFOz\u0005/menu");
    assertThat(bytes).contains("/caf\u00c3\u00a9");
  }

  @Test
  void theIdIsFoundInTheFirstBytes() {
    encoder.encode(1_234_567_890, head("/", List.of()), new RequestBody.None());
    byte[] prefix = Arrays.copyOf(encoder.bytes(), RequestEncoder.ID_PREFIX);
    assertThat(RequestEncoder.idOf(prefix)).isEqualTo(1_234_567_890);
  }

  private static RequestHead head(String path, List<Header> headers) {
    return new RequestHead(
        "POST",
        path + "?a=b",
        path,
        "a=b",
        "HTTP/1.1",
        "https",
        headers,
        new Endpoints("192.0.2.1", "5", "srv", "80"));
  }

  private String written() {
    return HexFormat.of().formatHex(encoder.bytes(), 0, encoder.length());
  }

  private static String golden(String name) throws IOException {
    return ByteBufUtil.hexDump(GoldenFile.read(name));
  }
}
