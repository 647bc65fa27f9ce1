package dev.junicorn.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.event.ServerEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WatchdogTest {

  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final List<ServerEvent> events = new ArrayList<>();
  private final Watchdog watchdog =
      new Watchdog(
          Systemd.of(Map.of(), events::add), List.of(tasks::add, Runnable::run), events::add);

  @Test
  void aThreadThatDoesNotAnswerIsToldOfOnce() {
    watchdog.look();
    assertThat(tasks).hasSize(1);
    watchdog.look();
    watchdog.look();
    assertThat(events).singleElement().asString().contains("does not answer");
    assertThat(tasks).as("nobody is asked twice").hasSize(1);
    tasks.remove().run();
    watchdog.look();
    assertThat(tasks).hasSize(1);
    watchdog.look();
    assertThat(events).hasSize(2);
  }

  @Test
  void theManagersWishIsForTheProcessItNames() {
    Map<String, String> mine = Map.of("WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "7");
    assertThat(Systemd.watchdogLimit(mine, 7, false)).contains(Duration.ofSeconds(30));
    assertThat(Systemd.watchdogLimit(mine, 8, false)).isEmpty();
    assertThat(Systemd.watchdogLimit(mine, 8, true)).contains(Duration.ofSeconds(30));
    assertThat(Systemd.watchdogLimit(Map.of("WATCHDOG_USEC", "1"), 8, false)).isPresent();
    assertThat(Systemd.watchdogLimit(Map.of("WATCHDOG_USEC", "x"), 8, false)).isEmpty();
    assertThat(Systemd.watchdogLimit(Map.of(), 8, false)).isEmpty();
  }
}
