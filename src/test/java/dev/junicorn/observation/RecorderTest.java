package dev.junicorn.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.junicorn.event.ServerEvent;
import dev.junicorn.event.SupervisionEvent;
import dev.junicorn.exchange.Failure;
import dev.junicorn.exchange.TimeSplit;
import dev.junicorn.testing.FakeExchange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events and looks in, observations out. */
class RecorderTest {

  private static final long START_MILLIS = 1_700_000_000_000L;
  private static final Setup SETUP =
      new Setup(
          "1",
          "app:app",
          List.of("127.0.0.1:8000"),
          true,
          true,
          2,
          1 << 30,
          30,
          30,
          75,
          60,
          2048,
          1 << 20,
          0,
          0,
          1024,
          false,
          false,
          "",
          "");

  @TempDir Path proc;
  private final AtomicLong nanos = new AtomicLong(5_000_000_000L);
  private final AtomicLong clockMillis = new AtomicLong();
  private final FakeSight sight = new FakeSight();
  private Recorder recorder = make(Path.of("/nowhere"));

  @BeforeEach
  void withAProcessTable() {
    recorder = make(proc);
  }

  @Test
  void nothingIsKnownInTheFirstSecond() {
    recorder.settle();
    assertThat(recorder.latest()).isNull();
  }

  @Test
  void aSecondAddsUpWhatEndedInIt() {
    passes(1000);
    for (int millis = 1; millis <= 100; millis++) {
      recorder.take(served("/users/" + millis, 200, millis, 0, null));
    }
    recorder.take(served("/late", 503, 5, 0, new Failure.QueueFull(10, 1)));
    recorder.take(new ServerEvent.RequestRefused(431, "too large", ""));
    recorder.take(new ServerEvent.ClientLeft("GET", "/", "waiting"));
    recorder.take(new ServerEvent.ClientLeft("GET", "/events", "being answered"));
    passes(1000);
    Second second = latest().seconds().getLast();
    assertThat(second.answers()).isEqualTo(new Second.Answers(100, 0, 1, 0));
    assertThat(second.duration().p50()).isCloseTo(0.05, within(0.002));
    assertThat(second.duration().p95()).isCloseTo(0.095, within(0.002));
    assertThat(second.duration().max()).isCloseTo(0.1, within(0.0001));
    assertThat(second.refused())
        .containsEntry("queue_full", 1)
        .containsEntry("headers_too_large", 1);
    assertThat(second.clientsLeft()).isEqualTo(1);
    assertThat(second.spent().cpu()).isEqualTo(101_000_000);
    assertThat(latest().requests()).hasSize(101);
    assertThat(latest().requests().getFirst().route()).isEqualTo("/users/{number}");
  }

  @Test
  void busySlotsAreAveragedOverTheLooks() {
    sight.busy = 2;
    passes(1500);
    sight.busy = 0;
    passes(500);
    assertThat(latest().seconds().getLast().busy()).isBetween(0.5, 1.5);
    assertThat(latest().now().busy()).isZero();
    assertThat(latest().seconds().getLast().slots()).isEqualTo(2);
  }

  @Test
  void whereRequestsAreIsAskedOnlyWhileSlotsAreFull() {
    sight.busy = 1;
    passes(4000);
    assertThat(sight.stacksAsked).isZero();
    sight.busy = 2;
    passes(4000);
    assertThat(sight.stacksAsked).isBetween(1, 3);
    assertThat(latest().looks().getLast().places().getFirst().stack())
        .containsExactly("/srv/app.py:7 view");
  }

  @Test
  void anUnansweredQuestionIsNotAskedAgain() {
    sight.silent = true;
    passes(3000);
    assertThat(sight.nowsAsked).isEqualTo(1);
  }

  @Test
  void theWorkersCpuAndMemoryAreRead() throws Exception {
    process("100 100", 5000);
    passes(1000);
    process("150 150", 6000);
    passes(1000);
    WorkerSeen worker = latest().now().workers().getFirst();
    assertThat(worker.cores()).isCloseTo(1.0, within(0.2));
    assertThat(worker.memory()).isEqualTo(5000 << 10);
    passes(5000);
    assertThat(latest().now().workers().getFirst().history())
        .extracting(WorkerSeen.MemoryPoint::bytes)
        .containsExactly(5000L << 10, 6000L << 10);
    assertThat(latest().seconds().getLast().machine().workerMemory()).isEqualTo(6000L << 10);
  }

  @Test
  void throttledPeriodsAreAShare() {
    passes(1000);
    sight.limits = new Sight.Limits(7, 100, 40);
    passes(1000);
    sight.limits = new Sight.Limits(7, 110, 45);
    passes(1000);
    assertThat(latest().seconds().getLast().machine().throttled()).isEqualTo(0.5);
    assertThat(latest().seconds().getLast().machine().freeMemory()).isEqualTo(7);
  }

  @Test
  void whatHappenedIsMarked() {
    recorder.take(new SupervisionEvent.Resized(3, 6, "junicorn ctl"));
    recorder.take(new ServerEvent.WorkerExited(1, 4711, "signal 9 (SIGKILL)", false, true));
    recorder.take(new ServerEvent.WorkerExited(2, 4712, "exit code 0", true, true));
    recorder.take(new ServerEvent.WorkerBootFailed(3, 4713, "ImportError: shop", ""));
    recorder.take(new ServerEvent.WorkerExited(3, 4713, "exit code 3", false, false));
    passes(1500);
    assertThat(latest().marks())
        .extracting(Mark::kind)
        .containsExactly(Mark.Kind.RESIZE, Mark.Kind.CRASH, Mark.Kind.BOOT_FAILURE);
  }

  @Test
  void theLatestWorkerToGetReadySaysWhetherThereIsALock() {
    passes(1500);
    assertThat(latest().gil()).isTrue();
    recorder.take(new ServerEvent.WorkerReady(1, 4711, 2, Duration.ofSeconds(1), "3.14.4", false));
    passes(1500);
    assertThat(latest().gil()).isFalse();
    assertThat(latest().marks()).extracting(Mark::kind).containsExactly(Mark.Kind.READY);
  }

  @Test
  void warningsOfTheAppAreCountedByTheirText() {
    for (int i = 0; i < 3; i++) {
      recorder.take(
          new ServerEvent.WorkerOutput(1, "/srv/app.py:%d: DeprecationWarning: old".formatted(i)));
    }
    recorder.take(new ServerEvent.WorkerOutput(1, "all is well"));
    for (int i = 0; i < 100; i++) {
      recorder.take(
          new ServerEvent.WorkerOutput(1, "WARNING:django.request:Not Found: /" + "x".repeat(i)));
      recorder.take(new ServerEvent.WorkerOutput(1, "Not Found: /y.UserWarning: " + "x".repeat(i)));
    }
    passes(1500);
    assertThat(latest().warnings())
        .containsExactly(new PrintedWarning("/srv/app.py:…: DeprecationWarning: old", 3));
  }

  @Test
  void ofManyWarningsTheOldestIsForgotten() {
    for (int i = 0; i < 30; i++) {
      recorder.take(new ServerEvent.WorkerOutput(1, "OldWarning: " + "ä".repeat(i + 1)));
    }
    passes(1500);
    assertThat(latest().warnings()).hasSize(Observation.Bounds.WARNINGS);
    assertThat(latest().warnings().getLast().text()).isEqualTo("OldWarning: " + "ä".repeat(30));
  }

  @Test
  void warningsAreForgottenAfterAWhileAndAtAReload() {
    recorder.take(new ServerEvent.WorkerOutput(1, "app.py:1: UserWarning: old code"));
    passes(1500);
    assertThat(latest().warnings()).hasSize(1);
    recorder.take(new SupervisionEvent.GenerationBegun(2, "SIGHUP"));
    recorder.take(new ServerEvent.WorkerOutput(2, "app.py:1: UserWarning: new code"));
    recorder.take(new SupervisionEvent.Reloaded(2, 1, Duration.ofSeconds(1)));
    passes(1500);
    assertThat(latest().warnings())
        .containsExactly(new PrintedWarning("app.py:…: UserWarning: new code", 1));
    nanos.addAndGet(Warnings.KEPT.toNanos());
    passes(1500);
    assertThat(latest().warnings()).isEmpty();
  }

  @Test
  void aFloodIsThinnedButItsSlowOnesAreKept() {
    passes(1000);
    for (int i = 0; i < 5000; i++) {
      recorder.take(served("/quick", 200, 1, 0, null));
    }
    recorder.take(served("/slow", 200, 500, 0, null));
    passes(1000);
    assertThat(latest().requests()).hasSize(RequestLog.PER_SECOND + 1);
    assertThat(latest().requests().getLast().route()).isEqualTo("/slow");
    assertThat(latest().seconds().getLast().answers().ok()).isEqualTo(5001);
  }

  @Test
  void onlyTheLastSecondsAreKept() {
    for (int i = 0; i < Observation.Bounds.SECONDS + 20; i++) {
      passes(1000);
    }
    assertThat(latest().seconds()).hasSize(Observation.Bounds.SECONDS);
    assertThat(latest().last(10)).hasSize(10);
  }

  /**
   * Its thread is some milliseconds late each time, now before and now after the clock's second.
   */
  @Test
  void secondsFollowEachOtherWithoutGaps() {
    recorder.settle();
    clockMillis.set(-10);
    for (int i = 0; i < 20; i++) {
      nanos.addAndGet(i % 2 == 0 ? 1_020_000_000 : 980_000_000);
      recorder.settle();
    }
    List<Long> numbers = latest().seconds().stream().map(Second::epochSecond).toList();
    long first = numbers.getFirst();
    assertThat(numbers)
        .hasSizeGreaterThan(15)
        .isEqualTo(LongStream.range(first, first + numbers.size()).boxed().toList());
  }

  @Test
  void aGapInTheSecondsIsSeen() {
    passes(3000);
    long before = latest().seconds().getLast().epochSecond();
    nanos.addAndGet(Duration.ofSeconds(30).toNanos());
    passes(1000);
    assertThat(latest().seconds().getLast().epochSecond()).isBetween(before + 30, before + 32);
  }

  /** Else a crash an hour ago would be a crash in an hour, and the latest until then. */
  @Test
  void whereTheClockIsSetBackWhatWasSeenIsForgotten() throws Exception {
    process("100 100", 5000);
    recorder.take(new ServerEvent.WorkerExited(1, 4711, "signal 9 (SIGKILL)", false, true));
    recorder.take(served("/", 200, 1, 0, null));
    passes(3000);
    assertThat(latest().marks()).hasSize(1);
    assertThat(latest().requests()).hasSize(1);
    clockMillis.set(-3_600_000);
    passes(1000);
    assertThat(latest().marks()).isEmpty();
    assertThat(latest().requests()).isEmpty();
    assertThat(latest().seconds()).hasSize(1);
    assertThat(latest().now().workers().getFirst().memory()).isEqualTo(5000 << 10);
    passes(20_000);
    assertThat(latest().seconds()).hasSize(21);
  }

  private Recorder make(Path folder) {
    return new Recorder(
        SETUP,
        sight,
        folder,
        () -> START_MILLIS + clockMillis.get() + nanos.get() / 1_000_000,
        nanos::get);
  }

  private Observation latest() {
    return Objects.requireNonNull(recorder.latest(), "an observation");
  }

  private void passes(int millis) {
    for (int i = 0; i < millis / 100; i++) {
      nanos.addAndGet(100_000_000);
      recorder.settle();
    }
  }

  private void process(String times, int pssKibibytes) throws Exception {
    Path folder = Files.createDirectories(proc.resolve("4711"));
    Files.writeString(
        folder.resolve("stat"), "4711 (python) S 1 2 3 4 5 6 7 8 9 10 " + times + " 0 0\n");
    Files.writeString(folder.resolve("smaps_rollup"), "Pss:  " + pssKibibytes + " kB\n");
  }

  private ServerEvent served(
      String path, int status, int millis, int waited, @Nullable Failure failure) {
    return new ServerEvent.RequestServed(
        FakeExchange.head("GET", path, List.of()),
        status,
        List.of(),
        ServerEvent.RequestServed.NO_BODY,
        10,
        Duration.ofMillis(millis),
        Duration.ofMillis(waited),
        failure == null ? 4711 : 0,
        failure,
        new TimeSplit(0, 0, 0, 1_000_000, 0, 0, 0),
        "",
        nanos.get());
  }

  /** One worker with two threads. */
  private static final class FakeSight implements Sight {
    private int busy;
    private boolean silent;
    private int nowsAsked;
    private int stacksAsked;
    private Limits limits = new Limits(0, 0, 0);

    @Override
    public void now(Consumer<Now> known) {
      nowsAsked++;
      if (!silent) {
        known.accept(now());
      }
    }

    @Override
    public void stacks(Consumer<List<StackLook.Place>> known) {
      stacksAsked++;
      known.accept(
          List.of(
              new StackLook.Place(
                  1,
                  0,
                  "GET",
                  "/",
                  2,
                  StackLook.Posture.BLOCKED,
                  "",
                  List.of("/srv/app.py:7 view"))));
    }

    @Override
    public Limits limits() {
      return limits;
    }

    private Now now() {
      List<SlotSeen> slots = new ArrayList<>();
      for (int slot = 0; slot < 2; slot++) {
        slots.add(
            new SlotSeen(
                1, 4711, slot, slot < busy ? SlotSeen.BUSY : SlotSeen.IDLE, "GET", "/", 0.1, 0));
      }
      return new Now(
          "ready",
          1,
          1,
          null,
          1,
          2,
          busy,
          0,
          0,
          1,
          List.of(new WorkerSeen(1, 4711, 1, 2, "ready", 1, 10, 0, 0, "", List.of())),
          slots);
    }
  }
}
