package dev.junicorn.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.observation.Mark.Kind;
import dev.junicorn.observation.PrintedWarning;
import dev.junicorn.observation.Refused;
import dev.junicorn.observation.SlotSeen;
import dev.junicorn.observation.StackLook.Posture;
import dev.junicorn.observation.WorkerSeen.MemoryPoint;
import dev.junicorn.stack.HoldUp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Each rule fires on its own case, alone, and none on a server that is well. */
class DoctorTest {

  private final SampleServer server = new SampleServer();

  @Test
  void aServerThatIsWellHasNoFinding() {
    assertThat(server.codes()).isEmpty();
  }

  @Property(tries = 300)
  void noLoadThatFitsIsAFinding(
      @ForAll @IntRange(min = 1, max = 8) int workers,
      @ForAll @IntRange(min = 1, max = 16) int threads,
      @ForAll @DoubleRange(min = 0, max = 0.6) double busy,
      @ForAll @DoubleRange(min = 0, max = 1.2) double cores,
      @ForAll @IntRange(min = 0, max = 60) int seconds) {
    SampleServer well = new SampleServer();
    well.workers = workers;
    well.threads = threads;
    well.busy = busy * workers * threads;
    well.workerCores = cores;
    well.machineCores = cores + 0.2;
    well.seconds = seconds;
    assertThat(Doctor.examine(well.seen())).isEmpty();
  }

  /** It runs on the thread of all observers. */
  @Property(tries = 1000)
  void noLoadMakesItStumble(
      @ForAll @IntRange(min = 0, max = 100) int workers,
      @ForAll @IntRange(min = 1, max = 200) int threads,
      @ForAll @IntRange(min = 0, max = 3000) int waiting,
      @ForAll @DoubleRange(min = 0, max = 8) double cores,
      @ForAll @IntRange(min = 0, max = 2) int kind,
      @ForAll boolean isMemoryLow) {
    SampleServer full = new SampleServer();
    full.workers = workers;
    full.threads = threads;
    full.crowded();
    full.waiting = waiting;
    full.workerCores = cores;
    full.machineCores = cores;
    full.freeMemory = isMemoryLow ? 0 : full.freeMemory;
    full.refused = kind == 1 ? Map.of("queue_full", waiting) : Map.of();
    if (kind > 0) {
      full.split = SampleServer.split(1000L * kind, waiting, threads, 1000);
      full.requests("/", 60, 100, full.split);
    }
    assertThat(Doctor.examine(full.seen()))
        .allSatisfy(finding ->
            assertThat(finding.toString()).doesNotContain("NaN", "Infinity", "=0 threads"));
  }

  /** In the log it stands alone. */
  @Test
  void theFirstThingToDoOfQueueLimitHitNeedsNoOtherFinding() {
    server.refused = Map.of("queue_full", 1);
    Finding finding = server.only("queue-limit-hit");
    assertThat(finding.fix().getFirst()).doesNotContain("above").contains("`junicorn advise`");
    assertThat(finding.evidence()).last().isEqualTo("None is waiting now.");
  }

  @Test
  void processorsThatAreUsedUpExplainFullSlots() {
    server.computing().busy = 8;
    server.waiting = 5;
    server.only("cpu-bound");
  }

  /** {@code junicorn top} does not show what else runs on the machine. */
  @Test
  void processesOfOthersAreShownByTheSystemsTop() {
    server.computing().workerCores = 0.1;
    server.split = SampleServer.split(1, 10, 70, 20);
    server.requests("/", 60, 100, server.split);
    Finding finding = server.only("cpu-bound");
    assertThat(finding.title()).startsWith("Other processes");
    assertThat(finding.fix().getFirst()).contains("The system's `top`");
  }

  @Test
  void workersFarBeyondTheProcessors() {
    server.sized(12, 1).computing().requests("/", 100, 100, server.split);
    assertThat(server.only("too-many-workers").fix().toString())
        .contains("scale workers=2 threads=1`");
  }

  /** While one request waits, another computes: with a thread each the processors would idle. */
  @Test
  void workersFarBeyondTheProcessorsWhoseRequestsWaitAsWell() {
    server.sized(12, 1).computing().split = SampleServer.split(100, 30, 60, 40);
    server.requests("/", 100, 100, server.split);
    assertThat(server.only("too-many-workers").fix().toString())
        .contains("scale workers=2 threads=2`");
  }

  /** Fewer slots would turn requests away that only wait. */
  @Test
  void workersThatUseUpTheMemoryLeaveAsManySlots() {
    server.sized(12, 1).freeMemory = 40 << 20;
    Finding finding = server.only("too-many-workers");
    assertThat(finding.fix().toString()).contains("scale workers=5 threads=3`");
    assertThat(finding.expected()).contains("15 requests at once");
  }

  @Test
  void pythonThatComputesInOneWorker() {
    server.sized(1, 6).workerCores = 1;
    server.machineCores = 1.2;
    server.split = SampleServer.split(1, 10, 50, 1);
    server.requests("/", 100, 100, server.split);
    assertThat(server.only("gil-contention").title()).contains("Python code");
    assertThat(server.only("gil-contention").fix().toString())
        .contains("scale workers=2 threads=3`");
    assertThat(Doctor.prescribe(server.seen())).containsInstanceOf(Prescription.Change.class);
    server.freeMemory = 110 << 20;
    assertThat(server.only("gil-contention").fix().toString())
        .as("256 MB stay free beside two workers of 60 MB")
        .contains("more memory")
        .doesNotContain("scale");
    assertThat(Doctor.prescribe(server.seen())).containsInstanceOf(Prescription.Stay.class);
  }

  /** What keeps its threads waiting is other processes, or locks of the app's own. */
  @Test
  void pythonWithoutALockKeepsNobodyWaiting() {
    server.sized(1, 6).workerCores = 1;
    server.machineCores = 1.2;
    server.split = SampleServer.split(1, 10, 50, 1);
    server.requests("/", 100, 100, server.split);
    server.gil = false;
    assertThat(server.codes()).doesNotContain("gil-contention");
  }

  @Test
  void codeInCThatSleepsWithTheLock() {
    server.workers = 1;
    server.crowded().look(Posture.GIL, HoldUp.GIL_ASLEEP.sentence(), "app.py:1 f");
    assertThat(server.only("gil-contention").title()).contains("C code that waits");
  }

  /** Quick requests that come in even steps have nothing to do with the streams beside them. */
  @Test
  void eventStreamsAtOneLineAreNoSharedWait() {
    server.workers = 1;
    server.crowded().standing(31, "/srv/app.py:7 stream");
    server.requests("/", 60, 100, SampleServer.split(400, 1, 0, 400));
    server.requests("/", 1, 100, SampleServer.split(0, 1, 0, 100));
    assertThat(server.codes()).containsExactly("slots-full");
  }

  @Test
  void oneLineWhereTheyTakeTurns() {
    server.workers = 1;
    server.crowded().look(Posture.BLOCKED, "", "/srv/app.py:7 locked");
    server.requests("/", 60, 100, SampleServer.split(400, 1, 0, 400));
    assertThat(server.codes()).as("as even as the client that asks").containsExactly("slots-full");
    server.requests("/", 1, 100, SampleServer.split(0, 1, 0, 100));
    assertThat(server.only("shared-wait").title()).contains("/srv/app.py:7 locked");
  }

  @Test
  void oneLineWhereEachWaitsForItselfIsNoSharedWait() {
    server.workers = 1;
    server.crowded().look(Posture.BLOCKED, "", "/srv/app.py:7 query");
    for (int i = 0; i < 4; i++) {
      server.requests("/", 20, 500, SampleServer.split(400, 1, 0, 499));
    }
    assertThat(server.only("slots-full").evidence().toString()).contains("/srv/app.py:7 query");
  }

  /** Clients that ask in even steps, and a request that was shorter than such a step. */
  @Test
  void shortAndLongRequestsOfOneRouteAreNoSharedWait() {
    server.workers = 1;
    server.crowded().look(Posture.BLOCKED, "", "/srv/app.py:7 query");
    server.requests("/", 12, 800, SampleServer.split(400, 1, 0, 3200));
    server.requests("/", 1, 800, SampleServer.split(0, 1, 0, 300));
    assertThat(server.codes()).containsExactly("slots-full");
  }

  /** First only short ones came, then long ones that fill the slots, and short ones still. */
  @Test
  void longRequestsThatMakeTheCrowdAreNoSharedWait() {
    server.workers = 1;
    server.crowded().look(Posture.BLOCKED, "", "/srv/app.py:7 query");
    server.requests("/", 60, 150, SampleServer.split(0, 1, 0, 30_000));
    server.requests("/", 100, 3000, SampleServer.split(0, 1, 0, 300));
    assertThat(server.codes()).containsExactly("slots-full");
  }

  @Test
  void aFewSlowRequestsBeforeManyQuickOnes() {
    server.crowded();
    server.requests("/report", 16, 3000, SampleServer.split(500, 5, 0, 15_000));
    server.requests("/", 100, 500, SampleServer.split(2000, 5, 0, 15));
    Finding finding = server.only("slow-route");
    assertThat(finding.title()).contains("/report");
    Prescription.Change size = (Prescription.Change) Doctor.prescribe(server.seen()).orElseThrow();
    assertThat(finding.fix())
        .anyMatch(step ->
            step.contains(
                "scale workers=%d threads=%d`".formatted(size.workers(), size.threads())));
    assertThat(finding.evidence()).contains(size.why());
  }

  /** No task queue makes a stream quick. */
  @Test
  void streamsBeforeManyQuickOnes() {
    server.crowded();
    server.requests("/", 100, 500, SampleServer.split(2000, 5, 0, 15));
    for (int slot = 0; slot < 8; slot++) {
      server.slots.add(
          new SlotSeen(1 + slot / 4, 1, slot % 4, SlotSeen.BUSY, "GET", "/events", 300, 0));
    }
    assertThat(server.only("slow-route").fix().getFirst())
        .contains("stream", "more threads than there are of them")
        .doesNotContain("task queue");
  }

  /** They take as long alone; that the quick ones are quick says nothing about the slow ones. */
  @Test
  void slowRequestsAtOneLineAreNoSharedWaitWhereTheyTakeAsLongAlone() {
    server.crowded().look(Posture.BLOCKED, "", "/srv/app.py:7 report");
    server.requests("/report", 16, 3000, SampleServer.split(500, 5, 0, 15_000));
    server.requests("/report", 24, 100, SampleServer.split(2000, 5, 0, 15_000));
    server.requests("/", 100, 500, SampleServer.split(2000, 5, 0, 15));
    assertThat(server.only("slow-route").title()).contains("/report");
  }

  @Test
  void memory() {
    server.freeMemory = 40 << 20;
    server.only("memory-low");
    server.swapped = 1000;
    server.only("memory-low");
    server.freeMemory = 1L << 30;
    server.only("swapping");
  }

  @Test
  void memoryThatGrowsAndMemoryThatFillsUp() {
    server.history = points(12, 10);
    assertThat(server.only("memory-growth").title()).startsWith("2 of 2 workers grow by ");
    server.workers = 1;
    assertThat(server.only("memory-growth").title()).startsWith("1 of 1 worker grows by ");
    server.workers = 2;
    server.history = points(4, 30);
    assertThat(server.codes()).isEmpty();
  }

  @Test
  void theContainersLimit() {
    server.computing().throttled = 0.6;
    server.only("throttled");
  }

  @Test
  void workersThatDie() {
    server.mark(Kind.CRASH, 90).mark(Kind.CRASH, 60);
    assertThat(server.codes()).isEmpty();
    server.mark(Kind.CRASH, 5);
    server.only("crash-loop");
  }

  @Test
  void limitsThatAreHit() {
    server.mark(Kind.DEADLINE, 100);
    assertThat(server.only("deadline-hit").fix()).last().asString().contains("task queue");
    String answered =
        "Answered 504 to GET /reports/2026/11 [6c1d7f0a52e84d0b]: it has run for 30.0 s in slot 3 of"
            + " worker 12 (pid 123456), longer than 30.0 s (--timeout); the interpreter answers, so"
            + " the thread itself waits";
    server.mark(Kind.DEADLINE, answered);
    assertThat(server.only("deadline-hit").evidence())
        .as("a sentence to its end")
        .contains("The last: " + answered);
    server.mark(Kind.DEADLINE, "Cut the answer of GET /events: it has run for 30.0 s");
    assertThat(server.only("deadline-hit").fix()).last().asString().contains("`--timeout 0`");
    server.marks.clear();
    server.refused = Map.of("queue_full", 1);
    server.only("queue-limit-hit");
    server.refused = Map.of("body_too_large", 1);
    server.only("body-limit-hit");
    server.refused = Map.of();
    server.openFiles = 900;
    server.only("files-low");
  }

  @Test
  void aReloadThatWasRefusedIsToldOfUntilTheNewestCodeServes() {
    server.reload = new Refused("No module named 'spam'", 7300);
    Finding finding = server.only("reload-refused");
    assertThat(finding.evidence())
        .containsExactly("Refused 2 h ago: No module named 'spam'", "Generation 1 serves.");
  }

  @Test
  void clients() {
    server.clientsLeft = 5;
    server.only("clients-leave");
    server.clientsLeft = 0;
    server.requests(
        "/", 10, 100, new dev.junicorn.exchange.TimeSplit(0, 0, 0, 1000, 0, 1000, 3_000_000_000L));
    server.only("slow-clients");
  }

  @Test
  void settings() {
    server.keepAlive = 2;
    server.only("keep-alive-short");
    server.keepAlive = 75;
    server.platform = "Azure App Service";
    server.timeout = 600;
    server.only("settings-conflict");
    server.timeout = 230;
    server.maxRequests = 50;
    server.only("settings-conflict");
    server.maxRequests = 0;
    server.maxWorkerMemory = 10 << 20;
    server.warnings.add(new PrintedWarning("DeprecationWarning: \u001b[31mold", 3));
    assertThat(server.codes()).containsExactly("app-warnings");
    assertThat(server.only("app-warnings").evidence().toString()).doesNotContain("\u001b");
  }

  @Test
  void everyCodeHasAPageAndEveryPageACode() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("docs/findings"))) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".md", "")))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(Doctor.codes().stream(), Stream.of("README")).toList());
    }
    String index = Files.readString(Path.of("docs/findings/README.md"));
    assertThat(Doctor.codes()).allMatch(code -> index.contains("(" + code + ".md)"));
  }

  /** Grows by 5 MB with each of some points, then no more. */
  private static List<MemoryPoint> points(int growing, int all) {
    List<MemoryPoint> points = new ArrayList<>();
    for (int i = 0; i < Math.max(growing, all); i++) {
      points.add(
          new MemoryPoint(
              SampleServer.NOW + 5000L * i,
              100 + 10L * i,
              (40L << 20) + Math.min(i, growing) * (5L << 20)));
    }
    return points;
  }
}
