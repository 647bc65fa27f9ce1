package dev.junicorn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.junicorn.event.ServerEvent;
import dev.junicorn.testing.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SupervisorThreadTest {

  private final List<ServerEvent> events = new ArrayList<>();
  private final ManualLoop time = new ManualLoop();
  private final SupervisorThread thread = new SupervisorThread(time, events::add, time);

  @Test
  void anErrorOfAStepIsToldOf() {
    thread.execute(() -> {
      throw new StackOverflowError("too deep");
    });
    time.advance(1, TimeUnit.SECONDS);
    assertThat(events)
        .singleElement()
        .satisfies(event -> assertThat(event.describe()).contains("too deep"));
  }

  /** What it uses goes one by one, and where the machine is busy the step is not waited for. */
  @Test
  void whatAStepCannotDoBecauseTheServerHasEndedIsNoFault() throws InterruptedException {
    ScheduledExecutorService ended = new ScheduledThreadPoolExecutor(1);
    new SupervisorThread(ended, events::add, time)
        .execute(() -> {
          ended.shutdownNow();
          throw new RejectedExecutionException("the loop has ended");
        });
    assertThat(ended.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    assertThat(events).isEmpty();
  }

  @Test
  void whatIsStillDueIsDoneInItsTime() {
    List<Long> done = new ArrayList<>();
    long start = time.now();
    thread.afterWhile(() -> true, Duration.ofSeconds(10), () -> done.add(time.now() - start));
    thread.afterWhile(() -> true, Duration.ofMillis(10), () -> done.add(time.now() - start));
    time.advance(1, TimeUnit.HOURS);
    assertThat(done)
        .containsExactly(Duration.ofMillis(10).toNanos(), Duration.ofSeconds(10).toNanos());
  }

  @Test
  void whatIsNotDueAnyMoreIsLetGoOf() {
    AtomicBoolean due = new AtomicBoolean(true);
    thread.afterWhile(due::get, Duration.ofHours(1), () -> fail("it was not due"));
    time.advance(5, TimeUnit.SECONDS);
    due.set(false);
    time.advance(5, TimeUnit.SECONDS);
    assertThat(time.waiting()).isZero();
  }

  /** What it waits for may have happened, and be about to be reported. */
  @Test
  void aDeadlineDoesNotComeBecauseTheServerStoodStill() {
    List<String> done = new ArrayList<>();
    thread.after(Duration.ofSeconds(10), () -> done.add("late"));
    time.advance(4, TimeUnit.SECONDS);
    time.standStill(1, TimeUnit.HOURS);
    thread.execute(() -> done.add("report"));
    time.advance(5, TimeUnit.SECONDS);
    assertThat(done).containsExactly("report");
    time.advance(1, TimeUnit.SECONDS);
    assertThat(done).containsExactly("report", "late");
  }

  @Test
  void whatIsDueAtOnceDuringAStandstillStillLetsReportsComeFirst() {
    List<String> done = new ArrayList<>();
    thread.after(Duration.ofSeconds(10), () -> done.add("late"));
    time.advance(9_999_999_999L, TimeUnit.NANOSECONDS);
    time.standStill(1, TimeUnit.HOURS);
    time.advance(0, TimeUnit.NANOSECONDS);
    thread.execute(() -> done.add("report"));
    time.advance(1, TimeUnit.SECONDS);
    assertThat(done).containsExactly("report", "late");
  }
}
