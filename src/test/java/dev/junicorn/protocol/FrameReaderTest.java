package dev.junicorn.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.junicorn.exchange.Header;
import dev.junicorn.exchange.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The frames of {@code src/test/frames}, which the bridge's own tests write and read as well. */
class FrameReaderTest {

  @Test
  void readsAWholeAnswer() throws IOException {
    ByteBuf bytes = GoldenFile.read("whole");
    Frame frame = read(bytes);
    assertThat(frame.kind()).isEqualTo(FrameKind.WHOLE);
    assertThat(frame.requestId()).isEqualTo(7);
    assertThat(frame.wallNanos()).isEqualTo(1_200_345);
    assertThat(frame.cpuNanos()).isEqualTo(98_765);
    assertThat(frame.contentionNanos()).isEqualTo(54_321);
    assertThat(frame.rawBytes()).isEqualTo(6);
    assertThat(bytes.toString(StandardCharsets.US_ASCII)).isEqualTo("hello\n");
    assertThat(ResponseHeads.of(frame))
        .isEqualTo(
            new ResponseHead(
                200,
                "OK",
                List.of(new Header("Content-Type", "text/plain"), new Header("X-Name", "café"))));
  }

  /** The specification draws it with the offsets above. */
  @Test
  void theHeaderIsAsLongAsItIsDrawn() throws IOException {
    Path drawing = Path.of("src/main/java/dev/junicorn/protocol/PROTOCOL.md");
    try (Stream<String> lines = Files.lines(drawing)) {
      String offsets = lines.filter(line -> line.startsWith("     0 ")).findFirst().orElseThrow();
      assertThat(offsets).endsWith(" " + FrameReader.HEADER_BYTES);
    }
  }

  @Test
  void everyKindHasAGoldenFrame() throws IOException {
    for (FrameKind kind : FrameKind.values()) {
      String name = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
      assertThat(read(name).kind()).isEqualTo(kind);
    }
  }

  @Test
  void readsEveryOtherKind() throws IOException {
    assertThat(read("whole-empty").rawBytes()).isZero();
    assertThat(read("head").kind()).isEqualTo(FrameKind.HEAD);
    assertThat(read("piece").rawBytes()).isEqualTo(256);
    assertThat(read("end").wallNanos()).isEqualTo(5_000_000_000L);
    assertThat(read("file").meta().subList(2, 5)).containsExactly(11, "0", "5000000000");
    assertThat(read("error").text(0)).isEqualTo("ValueError: €");
    assertThat(read("abort").text(0)).isEqualTo("KeyError: 'x'");
    assertThat(read("hello-control").number(1)).isEqualTo(4711);
    assertThat(read("hello-slot").meta()).containsExactly(3, 5);
    assertThat(read("ready").meta()).containsExactly("app:app", "3.11.2", 1);
    assertThat(read("boot-failed").text(1)).isEqualTo("No module named 'appp' in /srv/app");
    assertThat(read("warning").text(0)).isEqualTo("mind the gap");
    assertThat(read("leaving").kind()).isEqualTo(FrameKind.LEAVING);
    assertThat(read("freed").requestId()).isEqualTo(12);
    assertThat(read("left").kind()).isEqualTo(FrameKind.LEFT);
    assertThat(read("dumps").meta()).containsExactly(64, 9);
    assertThat(read("hello-watch").number(0)).isEqualTo(3);
    assertThat(read("stack").meta())
        .containsExactly(
            5,
            12,
            List.of(
                List.of("/srv/app/app.py", 7, "view"), List.of("/srv/app/café.py", 9, "stuck")));
    assertThat(read("pong").requestId()).isEqualTo(21);
    assertThat(read("settled").number(0)).isEqualTo(5);
  }

  @Test
  void waitsForHeaderAndMetaAndReadsNothingBefore() throws IOException {
    ByteBuf whole = GoldenFile.read("whole");
    int needed = whole.readableBytes() - "hello\n".length();
    for (int length = 0; length < needed; length++) {
      ByteBuf part = whole.slice(0, length);
      assertThat(FrameReader.read(part)).isNull();
      assertThat(part.readerIndex()).isZero();
    }
    assertThat(FrameReader.read(whole.slice(0, needed))).isNotNull();
  }

  @Test
  void refusesWhatNoBridgeSends() {
    assertThatThrownBy(() -> read(frame(FrameReader.MAX_PAYLOAD + 1, 0, 1)))
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> read(frame(10, 11, 1))).isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> read(frame(0, 0, 99)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("99");
  }

  @Test
  void takesAStatusThatIsNoneForTheAppsError() throws ProtocolException {
    assertThat(ResponseHeads.of(whole("OK")).status()).isZero();
    assertThat(ResponseHeads.of(whole("20x OK")).status()).isZero();
    assertThat(ResponseHeads.of(whole("2000")).status()).isZero();
    assertThat(ResponseHeads.of(whole("200")).status()).isEqualTo(200);
    assertThat(ResponseHeads.of(whole("404 ")).reason()).isEmpty();
  }

  @Property
  void garbageIsReadOrRefused(@ForAll byte[] garbage) {
    try {
      FrameReader.read(Unpooled.wrappedBuffer(garbage));
    } catch (ProtocolException expected) {
      assertThat(expected.getMessage()).isNotEmpty();
    }
  }

  private static Frame whole(String status) {
    return new Frame(FrameKind.WHOLE, 1, List.of(status, List.of()), 0, 0, 0, 0);
  }

  private static ByteBuf frame(int payload, int meta, int kind) {
    ByteBuf bytes = Unpooled.buffer();
    bytes.writeIntLE(payload).writeIntLE(1).writeIntLE(meta).writeIntLE(kind);
    return bytes.writeZero(24).writeZero(20);
  }

  private static Frame read(String name) throws IOException {
    return read(GoldenFile.read(name));
  }

  private static Frame read(ByteBuf bytes) throws ProtocolException {
    Frame frame = FrameReader.read(bytes);
    if (frame == null) {
      throw new AssertionError("no whole frame");
    }
    return frame;
  }
}
