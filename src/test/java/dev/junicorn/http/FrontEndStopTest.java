package dev.junicorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.exchange.Failure;
import dev.junicorn.testing.ManualLoop;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A front end whose loop runs no timer: what ends here ends without waiting. */
class FrontEndStopTest {

  private final ManualLoop time = new ManualLoop();
  private final EventLoop loop = new EmbeddedChannel().eventLoop();
  private final HttpFrontEnd front =
      new HttpFrontEnd(
          loop, TestServer.settings(), Hello::answer, _ -> {}, time, () -> Instant.EPOCH);

  FrontEndStopTest() throws IOException {}

  /** A successor has the service, and somebody is in a hurry. */
  @Test
  void whoStopsAtOnceDoesNotWaitForSilentClientsAsALeaveDoes() {
    assertEndsAtOnce(front.leave());
  }

  @Test
  void norForMoreClientsAsADrainDoes() {
    assertEndsAtOnce(front.drain());
  }

  private void assertEndsAtOnce(CompletionStage<@Nullable Void> stop) {
    assertThat(stop.toCompletableFuture()).isNotDone();
    front.closeNow(new Failure.Stopping());
    assertThat(stop.toCompletableFuture()).isCompleted();
  }
}
