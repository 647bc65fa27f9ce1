package dev.junicorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.exchange.Failure;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Every clock of a connection, with time by hand. */
class ConnectionTimeoutTest {

  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String POST = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n";

  @Test
  void closesAnIdleConnectionAfterTheKeepAlive() {
    try (Harness harness = new Harness()) {
      harness.send(GET).pass(Duration.ofSeconds(75));
      assertThat(harness.channel.isOpen()).isTrue();
      harness.pass(Duration.ofSeconds(1));
      assertThat(harness.channel.isOpen()).isFalse();
    }
  }

  @Test
  void closesAConnectionThatNeverAsks() {
    try (Harness harness = new Harness()) {
      harness.pass(Duration.ofSeconds(76));
      assertThat(harness.channel.isOpen()).isFalse();
      assertThat(harness.sent()).isEmpty();
    }
  }

  @Test
  void answers408ToAHeadThatDoesNotCome() {
    try (Harness harness = new Harness()) {
      harness.send("GET / HT").pass(Duration.ofSeconds(20));
      harness.send("T");
      assertThat(harness.status()).isZero();
      harness.pass(Duration.ofSeconds(1));
      assertThat(harness.status()).isEqualTo(408);
    }
  }

  @Test
  void answers408ToABodyThatTrickles() {
    try (Harness harness = new Harness()) {
      harness.send(POST);
      for (int second = 0; second < 20 && harness.status() == 0; second++) {
        harness.send("x".repeat(100)).pass(Duration.ofSeconds(1));
      }
      assertThat(harness.status()).isEqualTo(408);
      assertThat(harness.exchanges).isEmpty();
    }
  }

  @Test
  void letsABodyComeAtTheMinimumRate() {
    try (Harness harness = new Harness()) {
      harness.send(POST);
      for (int second = 0; second < 400; second++) {
        harness.send("x".repeat(250)).pass(Duration.ofSeconds(1));
      }
      assertThat(harness.status()).isEqualTo(200);
    }
  }

  @Test
  void aBurstDoesNotBuyAPauseWithoutEnd() {
    try (Harness harness = new Harness()) {
      harness.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n");
      harness.pass(Duration.ofSeconds(1)).send(new byte[5_000_000]);
      harness.pass(Duration.ofSeconds(299));
      assertThat(harness.status()).isZero();
      harness.pass(Duration.ofSeconds(3));
      assertThat(harness.status()).isEqualTo(408);
    }
  }

  @Test
  void waitsForTheHandlerWithoutLimit() {
    try (Harness harness = new Harness(Harness.settings(0), exchange -> {})) {
      harness.send(GET).pass(Duration.ofHours(2));
      assertThat(harness.channel.isOpen()).isTrue();
      harness.exchanges.getLast().fail(new Failure.Stopping());
    }
  }

  @Test
  void creditRunsOutWithoutBytes() {
    MinimumRate rate = new MinimumRate();
    rate.start(0, 0, Duration.ofSeconds(30).toNanos());
    assertThat(rate.isMissed(0, Duration.ofSeconds(30).toNanos())).isFalse();
    assertThat(rate.isMissed(240, Duration.ofSeconds(31).toNanos())).isFalse();
    assertThat(rate.isMissed(240, Duration.ofSeconds(32).toNanos())).isTrue();
  }
}
