package dev.junicorn.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineChannelTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(50);

  @TempDir Path folder;
  private SocketChannel peer;
  private LineChannel lines;

  @BeforeEach
  void connect() throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
    try (ServerSocketChannel door = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      door.bind(address);
      peer = SocketChannel.open(address);
      lines = new LineChannel(door.accept(), 10, System::nanoTime);
    }
  }

  @AfterEach
  void close() throws IOException {
    lines.close();
    peer.close();
  }

  @Test
  void linesComeOneByOne() throws IOException {
    say("one\ntwo\nth");
    assertThat(lines.readLine(LONG)).isEqualTo("one");
    assertThat(lines.readLine(LONG)).isEqualTo("two");
    say("rée\n");
    assertThat(lines.readLine(LONG)).isEqualTo("thrée");
    peer.close();
    assertThat(lines.readLine(LONG)).isNull();
  }

  @Test
  void aLineHasALongestLength() throws IOException {
    say("0123456789\n");
    assertThat(lines.readLine(LONG)).isEqualTo("0123456789");
    say("0123456789a");
    assertThatThrownBy(() -> lines.readLine(LONG)).hasMessageContaining("longer than 10 bytes");
  }

  @Test
  void halfALineIsNotWaitedForForEver() throws IOException {
    say("half");
    assertThatThrownBy(() -> lines.readLine(SHORT)).isInstanceOf(IOException.class);
  }

  @Test
  void aPeerThatDoesNotReadIsNotWaitedForForEver() {
    String much = "x".repeat(8 << 20);
    assertThatThrownBy(() -> lines.writeLine(much, SHORT)).isInstanceOf(IOException.class);
  }

  private void say(String text) throws IOException {
    peer.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }
}
