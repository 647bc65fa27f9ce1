package dev.junicorn.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.event.ServerEvent;
import dev.junicorn.testing.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WatchfulTimeTest {

  private final List<ServerEvent> events = new ArrayList<>();

  /** A clock may read anything, and pass its largest number. */
  private long now = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();

  private final WatchfulTime time = new WatchfulTime(() -> now, events::add);

  private long pass(Duration duration) {
    long before = time.awake();
    now += duration.toNanos();
    return time.awake() - before;
  }

  @Test
  void passesAsTheClockDoesWhileTheLoopIsThere() {
    long before = time.awake();
    for (int i = 0; i < 100; i++) {
      pass(Duration.ofMillis(300));
      time.beat();
    }
    assertThat(time.awake() - before).isEqualTo(Duration.ofSeconds(30).toNanos());
    assertThat(events).isEmpty();
  }

  /** Also for those who ask before the loop has been there again. */
  @Test
  void standsWhileTheLoopIsAway() {
    assertThat(pass(Duration.ofHours(1))).isEqualTo(WatchfulTime.LONGEST.toNanos());
    assertThat(pass(Duration.ofHours(1))).isZero();
    long before = time.awake();
    time.beat();
    assertThat(time.awake()).isEqualTo(before);
    assertThat(pass(Duration.ofMillis(200))).isEqualTo(Duration.ofMillis(200).toNanos());
  }

  /** Before the loop is there nobody can tell whether the server stands still. */
  @Test
  void aSlowStartIsNoStandstill() {
    now += Duration.ofMinutes(1).toNanos();
    ManualLoop loop = new ManualLoop();
    time.start(loop);
    loop.advance(0, TimeUnit.SECONDS);
    assertThat(events).isEmpty();
    now += Duration.ofMinutes(1).toNanos();
    loop.advance(1, TimeUnit.SECONDS);
    assertThat(events).hasSize(1);
  }

  /** Another thread may go on after the loop has, with what it has read before. */
  @Test
  void nobodyGetsOlderByAStandstillBecauseHeReadTheClockBeforeIt() {
    long read = time.now();
    now += Duration.ofHours(1).toNanos();
    time.beat();
    assertThat(time.awake(read)).isEqualTo(time.awake());
  }

  @Test
  void tellsOfALongStandstillOnce() {
    now += WatchfulTime.WORTH_TELLING.toNanos() - 1;
    time.beat();
    assertThat(events).isEmpty();
    now += Duration.ofMillis(61_260).toNanos();
    time.beat();
    time.beat();
    assertThat(events)
        .singleElement()
        .extracting(ServerEvent::describe)
        .asString()
        .startsWith("The server stood still for 61.3 s: ");
  }
}
