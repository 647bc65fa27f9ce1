package dev.junicorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/** However many clients send heads that never end, or requests ahead, the memory is enough. */
class UnreadMemoryTest {

  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String LARGE_HEAD =
      "GET / HTTP/1.1\r\nHost: x\r\n" + ("X-A: " + "a".repeat(8000) + "\r\n").repeat(3);

  @Test
  void whatIsNotReadYetIsCounted() {
    try (Harness harness = new Harness()) {
      harness.send(LARGE_HEAD);
      assertThat(harness.unread.used()).isGreaterThanOrEqualTo(LARGE_HEAD.length());
      harness.send("\r\n");
      assertThat(harness.status()).isEqualTo(200);
      assertThat(harness.unread.used()).isZero();
      harness.send(LARGE_HEAD).channel.close();
      assertThat(harness.unread.used()).isZero();
    }
  }

  @Test
  void aLargeHeadIsRefusedWhereAllTakeTooMuch() {
    try (Harness harness = new Harness()) {
      harness.unread.take(Bounds.UNREAD);
      harness.send(GET);
      assertThat(harness.status()).isEqualTo(200);
      harness.sendSlowly(GET);
      assertThat(harness.status()).isEqualTo(200);
      harness.send(LARGE_HEAD);
      assertThat(harness.status()).isEqualTo(503);
      assertThat(harness.unread.used()).isEqualTo(Bounds.UNREAD);
    }
  }

  @Test
  void noHeadMayComeInPartsWhereItIsFarTooMuch() {
    try (Harness harness = new Harness()) {
      harness.unread.take(Bounds.UNREAD * 2);
      harness.send(GET);
      assertThat(harness.status()).isEqualTo(200);
      harness.send(GET.substring(0, 10));
      assertThat(harness.status()).isEqualTo(503);
      assertThat(harness.unread.used()).isEqualTo(Bounds.UNREAD * 2);
    }
  }

  @Test
  void requestsAheadAreNotReadWhereAllTakeTooMuch() {
    try (Harness harness = new Harness(Harness.settings(0), exchange -> {})) {
      harness.send(GET + GET);
      assertThat(harness.channel.config().isAutoRead()).isTrue();
      harness.unread.take(Bounds.UNREAD);
      harness.send(GET);
      assertThat(harness.channel.config().isAutoRead()).isFalse();
      harness.exchanges.getFirst().answer(Harness.OK, Unpooled.EMPTY_BUFFER);
      assertThat(harness.exchanges).hasSize(2);
    }
  }
}
