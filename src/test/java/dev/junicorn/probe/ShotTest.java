package dev.junicorn.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShotTest {

  private static final long MILLISECOND = 1_000_000;

  private long now;

  @Test
  void aPlainConnectionIsReadyWhenItIsMade() throws Exception {
    Shot shot = shot("http://127.0.0.1/");
    now += MILLISECOND;
    new EmbeddedChannel(shot);
    assertThat(shot.latency()).isEqualTo(Duration.ofMillis(1));
  }

  @Test
  void aSecureOneIsReadyAfterTheHandshakeWhichIsNoPartOfItsLatency() throws Exception {
    Shot shot = shot("https://127.0.0.1/");
    now += MILLISECOND;
    EmbeddedChannel channel = new EmbeddedChannel(shot);
    assertThat(shot.latency()).as("not ready").isGreaterThan(Duration.ofHours(1));
    now += 50 * MILLISECOND;
    channel.pipeline().fireUserEventTriggered(SslHandshakeCompletionEvent.SUCCESS);
    assertThat(shot.latency()).isEqualTo(Duration.ofMillis(1));
  }

  @Test
  void whyItWasLostIsSaidInWords() throws Exception {
    Shot shot = shot("http://127.0.0.1/");
    EmbeddedChannel channel = new EmbeddedChannel(shot);
    channel.pipeline().fireExceptionCaught(new ClosedChannelException());
    assertThat(shot.await(now)).isEqualTo(new Volley.Lost("was lost: it was closed"));
  }

  private Shot shot(String url) throws RefusedUrlException {
    return new Shot(Target.of(url, "GET", List.of(), false), () -> now);
  }
}
