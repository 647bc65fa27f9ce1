package dev.junicorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.event.ServerEvent;
import dev.junicorn.exchange.ClientWatch;
import dev.junicorn.exchange.Exchange;
import dev.junicorn.exchange.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Exchanges that end before their answer does: by their client, or by the server's stop. */
class ExchangeEndTest {

  private static final String GET = "GET /t HTTP/1.1\r\nHost: x\r\n\r\n";

  @Test
  void tellsTheWatchOnceThatTheClientLeft() {
    int[] left = {0};
    try (Harness harness =
        new Harness(Harness.settings(0), exchange -> exchange.watch(counting(left)))) {
      harness.send(GET).channel.close().syncUninterruptibly();
      assertThat(left[0]).isEqualTo(1);
      Exchange exchange = harness.exchanges.getLast();
      assertThat(exchange.clientPresent()).isFalse();
      exchange.answer(Harness.OK, late());
      assertThat(left[0]).isEqualTo(1);
      assertThat(harness.events)
          .contains(new ServerEvent.ClientLeft("GET", "/t", "waiting"))
          .anyMatch(ServerEvent.RequestServed.class::isInstance);
    }
  }

  /** A client that closes its sending side is told of first, and its connection's end later. */
  @Test
  void tellsTheWatchOfTheEndThoughTheClientHadLeftBefore() {
    List<String> told = new ArrayList<>();
    try (Harness harness =
        new Harness(Harness.settings(0), exchange -> exchange.watch(noting(told)))) {
      harness.send(GET);
      harness.exchanges.getLast().begin(Harness.OK);
      harness.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
      assertThat(told).containsExactly("left");
      harness.channel.close().syncUninterruptibly();
      assertThat(told).containsExactly("left", "ended");
    }
  }

  /** The client saw 200 and what there was until it left, and the log says that. */
  @Test
  void anAnswerThatIsGivenUpForItsClientIsNoFailure() {
    try (Harness harness =
        new Harness(Harness.settings(0), exchange -> exchange.begin(Harness.OK))) {
      harness.send(GET).channel.close().syncUninterruptibly();
      harness.exchanges.getLast().abort(new Failure.ClientGone());
      assertThat(harness.events)
          .contains(new ServerEvent.ClientLeft("GET", "/t", "being answered"))
          .anyMatch(event ->
              event instanceof ServerEvent.RequestServed served
                  && served.status() == 200
                  && served.failure() == null);
    }
  }

  @Test
  void answersForTheHandlerWhenTheServerStopsAtOnce() {
    try (Harness harness = new Harness(Harness.settings(0), exchange -> {})) {
      harness.send(GET);
      harness.connections.closeNow(new Failure.Stopping());
      assertThat(harness.status()).isEqualTo(503);
      assertThat(harness.channel.isOpen()).isFalse();
      harness.exchanges.getLast().answer(Harness.OK, late());
      assertThat(harness.sent()).doesNotContain("late");
    }
  }

  private static ClientWatch noting(List<String> told) {
    return new ClientWatch() {
      @Override
      public void clientLeft() {
        told.add("left");
      }

      @Override
      public void connectionEnded() {
        told.add("ended");
      }

      @Override
      public void writableAgain() {}
    };
  }

  private static ClientWatch counting(int[] left) {
    return new ClientWatch() {
      @Override
      public void clientLeft() {
        left[0]++;
      }

      @Override
      public void writableAgain() {}
    };
  }

  private static ByteBuf late() {
    return Unpooled.copiedBuffer(Wire.bytes("late"));
  }
}
