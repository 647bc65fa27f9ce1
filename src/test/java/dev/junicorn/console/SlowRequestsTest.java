package dev.junicorn.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.exchange.TimeSplit;
import dev.junicorn.observation.ServedRequest;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which requests took long, and what each route costs. */
class SlowRequestsTest {

  private static final long SECOND = 1_000_000_000L;

  @Test
  void nothingIsNothing() {
    assertThat(SlowRequests.of(List.of())).isEqualTo(new SlowRequests(0, 0, List.of(), List.of()));
  }

  @Test
  void theLongestComesFirst() {
    SlowRequests slow =
        SlowRequests.of(List.of(request("/a", 200, 2), request("/b", 200, 9), request("/c", 0, 4)));
    assertThat(slow.slowest())
        .extracting(SlowRequests.Slow::seconds)
        .containsExactly(9.0, 4.0, 2.0);
    assertThat(slow.slowest()).extracting(SlowRequests.Slow::path).startsWith("/b");
  }

  @Test
  void aRouteIsTheSumOfItsRequests() {
    List<ServedRequest> requests =
        IntStream.rangeClosed(1, 100).mapToObj(i -> request("/r", i == 7 ? 500 : 200, i)).toList();
    SlowRequests.Route route = SlowRequests.of(requests).routes().getFirst();
    assertThat(route.count()).isEqualTo(100);
    assertThat(route.errors()).isEqualTo(1);
    assertThat(route.p50()).isEqualTo(50);
    assertThat(route.p95()).isEqualTo(95);
    assertThat(route.seconds()).isEqualTo(5050);
    assertThat(route.split().blocked()).isEqualTo(5050 * SECOND);
  }

  @Test
  void oneRequestIsItsOwnQuantile() {
    SlowRequests.Route route = SlowRequests.of(List.of(request("/r", 200, 3))).routes().getFirst();
    assertThat(route.p50()).isEqualTo(3);
    assertThat(route.p95()).isEqualTo(3);
  }

  @Test
  void theMostExpensiveRouteComesFirstAndTheListsAreBounded() {
    List<ServedRequest> requests =
        IntStream.rangeClosed(1, 500).mapToObj(i -> request("/r" + i, 200, i)).toList();
    SlowRequests slow = SlowRequests.of(requests);
    assertThat(slow.requests()).isEqualTo(500);
    assertThat(slow.slowest()).hasSize(SlowRequests.SLOWEST);
    assertThat(slow.routes()).hasSize(SlowRequests.ROUTES);
    assertThat(slow.routes().getFirst().route()).isEqualTo("/r500");
  }

  private static ServedRequest request(String path, int status, int seconds) {
    return new ServedRequest(
        0,
        0,
        "",
        "GET",
        path,
        path,
        status,
        1,
        0,
        "",
        new TimeSplit(0, 0, 0, 0, 0, seconds * SECOND, 0));
  }
}
