package dev.junicorn.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WatchHandlerTest {

  @Test
  void aBrokenFrameIsTheEndOfTheStream() {
    EmbeddedChannel channel = new EmbeddedChannel();
    WatchStream stream = new WatchStream(channel);
    channel.pipeline().addLast(new WatchHandler(stream));
    CompletableFuture<Boolean> answers = stream.ping().toCompletableFuture();
    channel.writeInbound(Unpooled.buffer().writeIntLE(-1).writeZero(200));
    assertThat(channel.isOpen()).isFalse();
    assertThat(answers).isCompletedWithValue(false);
    channel.releaseOutbound();
  }
}
