package dev.junicorn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.junicorn.event.ServerEvent;
import dev.junicorn.testing.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SupervisorThreadTest {

  @Test
  void anErrorOfAStepIsToldOf() {
    List<ServerEvent> events = new ArrayList<>();
    ManualLoop time = new ManualLoop();
    SupervisorThread thread = new SupervisorThread(time, events::add);
    thread.execute(() -> {
      throw new StackOverflowError("too deep");
    });
    time.advance(1, TimeUnit.SECONDS);
    assertThat(events)
        .singleElement()
        .satisfies(event -> assertThat(event.describe()).contains("too deep"));
  }

  @Test
  void whatIsStillDueIsDoneInItsTime() {
    List<Long> done = new ArrayList<>();
    ManualLoop time = new ManualLoop();
    long start = time.now();
    SupervisorThread thread = new SupervisorThread(time, event -> {});
    thread.afterWhile(() -> true, Duration.ofSeconds(10), () -> done.add(time.now() - start));
    thread.afterWhile(() -> true, Duration.ofMillis(10), () -> done.add(time.now() - start));
    time.advance(1, TimeUnit.HOURS);
    assertThat(done)
        .containsExactly(Duration.ofMillis(10).toNanos(), Duration.ofSeconds(10).toNanos());
  }

  @Test
  void whatIsNotDueAnyMoreIsLetGoOf() {
    AtomicBoolean due = new AtomicBoolean(true);
    ManualLoop time = new ManualLoop();
    SupervisorThread thread = new SupervisorThread(time, event -> {});
    thread.afterWhile(due::get, Duration.ofHours(1), () -> fail("it was not due"));
    time.advance(5, TimeUnit.SECONDS);
    due.set(false);
    time.advance(5, TimeUnit.SECONDS);
    assertThat(time.waiting()).isZero();
  }
}
