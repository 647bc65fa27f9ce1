package dev.junicorn.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MarshalTest {

  @Test
  void readsWhatPythonWrites() throws ProtocolException {
    // marshal.dumps(("200 OK", [("A", "ä"), ("B", "")], 7), 2)
    ByteBuf bytes =
        hex(
            "2803000000"
                + "7506000000323030204f4b"
                + "5b02000000"
                + "2802000000"
                + "750100000041"
                + "7502000000c3a4"
                + "2802000000"
                + "750100000042"
                + "7500000000"
                + "6907000000");
    assertThat(MarshalReader.sequence(bytes, bytes.readableBytes()))
        .containsExactly("200 OK", List.of(List.of("A", "ä"), List.of("B", "")), 7);
  }

  @Test
  void refusesAClaimOfMoreItemsThanBytes() {
    ByteBuf bytes = hex("28ffffff7f");
    assertThatThrownBy(() -> MarshalReader.sequence(bytes, bytes.readableBytes()))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("2147483647 items");
  }

  @Test
  void refusesEndlessNesting() {
    ByteBuf bytes = hex("2801000000".repeat(20) + "4e");
    assertThatThrownBy(() -> MarshalReader.sequence(bytes, bytes.readableBytes()))
        .isInstanceOf(ProtocolException.class);
  }

  @Property
  void randomBytesAreReadOrRefused(@ForAll byte[] garbage) {
    ByteBuf bytes = Unpooled.wrappedBuffer(garbage);
    try {
      assertThat(MarshalReader.sequence(bytes, garbage.length)).isNotNull();
    } catch (ProtocolException expected) {
      assertThat(expected.getMessage()).isNotEmpty();
    }
  }

  @Test
  void writesTextOfEveryKind() {
    MarshalWriter writer = new MarshalWriter();
    writer.text("abc");
    writer.text("x".repeat(300));
    writer.text("ä");
    assertThat(written(writer))
        .isEqualTo("7a03616263" + "612c010000" + "78".repeat(300) + "7502000000c3a4");
  }

  @Property
  void asciiIsSaidToBeAsciiAndNothingElseIs(
      @ForAll @CharRange(from = 0, to = 255) String text, @ForAll @IntRange(max = 40) int before) {
    String whole = "x".repeat(before) + text;
    MarshalWriter writer = new MarshalWriter();
    writer.text(whole);
    boolean ascii = whole.chars().allMatch(c -> c < 128);
    assertThat(writer.bytes()[0] == 'u').isNotEqualTo(ascii);
    Charset charset = ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
    byte[] content = whole.getBytes(charset);
    assertThat(
            Arrays.copyOfRange(writer.bytes(), writer.length() - content.length, writer.length()))
        .isEqualTo(content);
  }

  @Test
  void growsAndGivesBack() {
    MarshalWriter writer = new MarshalWriter();
    writer.bytes(Unpooled.wrappedBuffer(new byte[400_000]));
    assertThat(writer.length()).isEqualTo(400_005);
    writer.trim(1024);
    writer.reset();
    assertThat(writer.bytes().length).isLessThan(100_000);
  }

  private static ByteBuf hex(String hex) {
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
  }

  private static String written(MarshalWriter writer) {
    return HexFormat.of().formatHex(writer.bytes(), 0, writer.length());
  }

  @Test
  void keysAreInterned() {
    assertThat(new String(MarshalWriter.encoded("PATH_INFO"), StandardCharsets.ISO_8859_1))
        .isEqualTo("Z\tPATH_INFO");
  }
}
