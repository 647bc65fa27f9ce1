package dev.junicorn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class OneThreadTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final ScheduledExecutorService executor = OneThread.named("test");

  /** The supervisor's step that had just begun sent its task to a loop that was closed already. */
  @Test
  void whatRunsHasEndedWhenTheThreadHas() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    AtomicBoolean done = new AtomicBoolean();
    executor.execute(() -> {
      running.countDown();
      while (!Thread.currentThread().isInterrupted()) {
        Thread.onSpinWait();
      }
      done.set(true);
    });
    running.await();
    OneThread.end(executor, LONG);
    assertThat(done).isTrue();
  }

  @Test
  void whatHangsIsNotWaitedForWithoutEnd() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    executor.execute(() -> {
      running.countDown();
      hang(never);
    });
    running.await();
    OneThread.end(executor, Duration.ofMillis(10));
    assertThat(executor.isTerminated()).isFalse();
    never.countDown();
  }

  @Test
  void whatHasNotBegunIsNotDone() {
    AtomicBoolean done = new AtomicBoolean();
    executor.schedule(() -> done.set(true), 1, TimeUnit.HOURS);
    OneThread.end(executor, LONG);
    assertThat(executor.isTerminated()).isTrue();
    assertThat(done).isFalse();
  }

  private static void hang(CountDownLatch end) {
    boolean over = false;
    while (!over) {
      try {
        end.await();
        over = true;
      } catch (InterruptedException e) {
        // As a system call that cannot be interrupted.
      }
    }
  }
}
