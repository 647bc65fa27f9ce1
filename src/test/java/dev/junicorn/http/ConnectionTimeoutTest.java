package dev.junicorn.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.junicorn.event.ServerEvent;
import dev.junicorn.exchange.Failure;
import dev.junicorn.http.ConnectionTimes.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** What the clock reads means nothing: it may pass its largest number. */
  @Test
  void theLongestIdleConnectionMakesRoom() {
    try (Harness harness = new Harness()) {
      harness.channel.close();
      SlowChannel longer = harness.connectAt(Long.MAX_VALUE);
      SlowChannel shorter = harness.connectAt(Long.MIN_VALUE);
      assertThat(harness.connections.closeLongestIdle()).isTrue();
      assertThat(longer.isOpen()).isFalse();
      assertThat(shorter.isOpen()).isTrue();
      shorter.finishAndReleaseAll();
    }
  }

  /** Old clients send one behind a form, and nobody is late who has not begun to ask. */
  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\r", "\r\n\r", "\r\n\r\n"})
  void aStrayLineEndIsNotTheBeginningOfARequest(String stray) {
    try (Harness harness = new Harness()) {
      harness.send(GET).sendSlowly(stray).pass(Duration.ofSeconds(70));
      assertThat(harness.channel.isOpen()).isTrue();
      assertThat(harness.connections.closeLongestIdle()).isTrue();
      assertThat(harness.sent().split("HTTP/1.1", -1)).hasSize(2);
    }
  }

  @Test
  void aStrayLineEndDoesNotKeepAConnectionFromEnding() {
    try (Harness harness = new Harness()) {
      harness.send(GET).send("\r\n").drain();
      assertThat(harness.channel.isOpen()).isFalse();
    }
    try (Harness harness = new Harness()) {
      harness.send(GET).pass(Duration.ofSeconds(50)).send("\r\n").pass(Duration.ofSeconds(26));
      assertThat(harness.channel.isOpen()).isFalse();
      assertThat(harness.status()).isEqualTo(200);
    }
  }

  @Test
  void aRequestBehindAStrayLineEndHasItsOwnClock() {
    try (Harness harness = new Harness()) {
      harness.send(GET).send("\r\n").pass(Duration.ofSeconds(60)).send("GET / HT");
      harness.pass(Duration.ofSeconds(15)).send("TP/1.1\r\nHost: x\r\n\r\n");
      assertThat(harness.exchanges).hasSize(2);
      assertThat(harness.status()).isEqualTo(200);
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

  /** Its next request may lie in the socket. */
  @Test
  void whoIsIdleWhileTheServerStandsStillIsNotClosed() {
    try (Harness harness = new Harness()) {
      harness.send(GET).pass(Duration.ofSeconds(60)).standStill(Duration.ofHours(1)).send(GET);
      assertThat(harness.exchanges).hasSize(2);
      harness.pass(Duration.ofSeconds(75)).standStill(Duration.ofHours(1));
      assertThat(harness.channel.isOpen()).isTrue();
      harness.pass(Duration.ofSeconds(1));
      assertThat(harness.channel.isOpen()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET / HT", POST})
  void whatIsNotReadWhileTheServerStandsStillIsNotLate(String begun) {
    try (Harness harness = new Harness()) {
      harness.send(begun).pass(Duration.ofSeconds(4)).standStill(Duration.ofHours(1));
      assertThat(harness.status()).isZero();
      harness.pass(Duration.ofSeconds(17));
      assertThat(harness.status()).isEqualTo(408);
    }
  }

  /** For how long the client waited is told as it was. */
  @Test
  void aRequestTakesTheTimeForWhichTheServerStoodStill() {
    try (Harness harness = new Harness()) {
      harness.send("GET / HT").standStill(Duration.ofHours(1)).send("TP/1.1\r\nHost: x\r\n\r\n");
      assertThat(harness.events)
          .singleElement(type(ServerEvent.RequestServed.class))
          .extracting(ServerEvent.RequestServed::elapsed)
          .isEqualTo(Duration.ofHours(1));
    }
  }

  /** A sweep that throws is the last one, for all connections. */
  @Test
  void aFaultOfOneConnectionEndsThatConnectionOnly() {
    try (Harness harness = new Harness()) {
      harness.breakAt(event -> event instanceof ServerEvent.RequestRefused).send("GET / HT");
      harness.pass(Duration.ofSeconds(30));
      assertThat(harness.channel.isOpen()).isFalse();
      assertThat(harness.events).hasOnlyElementsOfType(ServerEvent.RequestTrouble.class).hasSize(1);
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

  /** It holds no slot, but it must not hold its descriptor for ever either. */
  @Test
  void whoGoesOnSendingBehindTheLastAnswerIsCutInTheEnd() {
    assertThat(lingers(Duration.ofSeconds(29), Duration.ofSeconds(1))).isEqualTo(Verdict.FINE);
    assertThat(lingers(Duration.ofSeconds(31), Duration.ofSeconds(1))).isEqualTo(Verdict.CLOSE);
  }

  @Test
  void whoIsSilentBehindTheLastAnswerIsClosedSoon() {
    assertThat(lingers(Duration.ofSeconds(2), Duration.ofSeconds(2))).isEqualTo(Verdict.FINE);
    assertThat(lingers(Duration.ofSeconds(3), Duration.ofSeconds(3))).isEqualTo(Verdict.CLOSE);
  }

  /** What becomes of a client that has had its answer for so long, and last sent so long ago. */
  private static Verdict lingers(Duration since, Duration silent) {
    try (Harness harness = new Harness()) {
      ConnectionTimes times = new ConnectionTimes(Harness.settings(0), 0);
      times.heard(since.minus(silent).toNanos());
      return times.judge(
          ConnectionState.LINGERING,
          new RequestReader(harness.facilities, harness.channel, new Nobody()),
          new Outbox(harness.channel, harness.facilities, new Nobody()),
          since.toNanos());
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
