package dev.junicorn.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.exchange.RequestHead;
import dev.junicorn.testing.FakeExchange;
import org.junit.jupiter.api.Test;

/** What is known of requests that have not run yet. */
class ServiceTimesTest {

  private static final long SECOND = 1_000_000_000;

  private final ServiceTimes times = new ServiceTimes();

  private static RequestHead get(String path) {
    return new FakeExchange(path).head();
  }

  @Test
  void ofWhatWasNeverSeenNothingIsExpected() {
    assertThat(times.expectation(get("/order/1"))).isZero();
    assertThat(times.guess(get("/order/1"))).isZero();
  }

  @Test
  void ofWhatWasNeverSeenTheFirstOfOtherKindsAreTheGuess() {
    for (int order = 1; order <= 40; order++) {
      times.record(get("/order/" + order), SECOND, 0);
    }
    assertThat(times.guess(get("/order/new"))).isBetween(SECOND / 2, SECOND);
    assertThat(times.expectation(get("/order/new"))).isZero();
  }

  @Test
  void whatWasSeenIsNoGuess() {
    times.record(get("/slow"), SECOND, 0);
    for (int i = 0; i < 100; i++) {
      times.record(get("/quick"), 1000, 1000);
    }
    assertThat(times.guess(get("/quick"))).isEqualTo(times.expectation(get("/quick")));
    assertThat(times.guess(get("/new"))).as("of first ones alone").isGreaterThan(SECOND / 20);
  }
}
