package dev.junicorn.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.exchange.Exchange;
import dev.junicorn.testing.FakeExchange;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WarmUpPingTest {

  private static final String PATH = "/warm";

  private final List<Exchange> passed = new ArrayList<>();
  private final WarmUpPing ping = new WarmUpPing(PATH, passed::add);

  private FakeExchange ask(String path) {
    FakeExchange exchange = new FakeExchange(path);
    ping.handle(exchange);
    return exchange;
  }

  @Test
  void theQuestionIsHeldUntilAWorkerIsReady() {
    FakeExchange early = ask(PATH);
    assertThat(early.ended()).isFalse();
    ping.open();
    assertThat(early.status()).isEqualTo(200);
    assertThat(ask(PATH).status()).isEqualTo(200);
    assertThat(passed).isEmpty();
  }

  @Test
  void everythingElseIsPassedOn() {
    FakeExchange other = ask("/warmer");
    assertThat(passed).containsExactly(other);
  }

  @Test
  void whoLeavesIsForgotten() {
    FakeExchange left = ask(PATH);
    left.leave();
    assertThat(left.status()).isEqualTo(499);
    ping.open();
    assertThat(left.status()).isEqualTo(499);
  }

  @Test
  void whatIsMoreThanCanBeHeldWaitsAsARequest() {
    IntStream.range(0, WarmUpPing.MOST_HELD).forEach(_ -> ask(PATH));
    assertThat(passed).isEmpty();
    FakeExchange last = ask(PATH);
    assertThat(passed).containsExactly(last);
  }
}
