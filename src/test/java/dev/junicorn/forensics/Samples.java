package dev.junicorn.forensics;

import dev.junicorn.event.CrashEvent.Consequence;
import dev.junicorn.event.CrashEvent.RequestInterrupted;
import dev.junicorn.forensics.CrashFacts.LastStack;
import dev.junicorn.forensics.CrashFacts.Life;
import dev.junicorn.forensics.CrashFacts.LostRequest;
import dev.junicorn.forensics.CrashFacts.Output;
import dev.junicorn.worker.ExitStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Facts for the tests: a worker that died after five minutes, and what may differ. */
final class Samples {

  static final Instant TIME = Instant.parse("2026-11-20T13:45:57.123Z");
  static final long DIED_AT = Duration.ofMinutes(10).toNanos();
  static final ExitStatus KILLED = new ExitStatus.Signalled(9);

  private Samples() {}

  static WorkerEnd end(ExitStatus how, boolean signalledByServer) {
    return new WorkerEnd(3, 4711, 1, how, false, signalledByServer, true, 812);
  }

  static CrashFacts facts(ExitStatus how) {
    return facts(end(how, false), Optional.empty(), List.of());
  }

  static CrashFacts facts(WorkerEnd end, Optional<OomChange> oom, List<LostRequest> requests) {
    Life life =
        new Life(
            "3 wanted",
            TIME.minusSeconds(300),
            Duration.ofMinutes(5),
            Optional.of(new CrashFacts.Boot(Duration.ofMillis(700), "3.11.2")));
    List<MemorySample> memory =
        List.of(
            new MemorySample(
                DIED_AT - Duration.ofSeconds(295).toNanos(), 120L << 20, OptionalLong.of(90 << 20)),
            new MemorySample(
                DIED_AT - Duration.ofSeconds(2).toNanos(), 498L << 20, OptionalLong.empty()));
    return new CrashFacts(
        TIME,
        DIED_AT,
        end,
        life,
        oom,
        memory,
        512L << 20,
        requests,
        new Output(List.of("last", "words"), 7));
  }

  static RequestInterrupted request(String target, int slot, Duration age) {
    return new RequestInterrupted("GET", target, 4711, slot, age, 1, Consequence.ANSWERED_502, "");
  }

  static LostRequest lost(String target, LastStack... stack) {
    return new LostRequest(
        request(target, 0, Duration.ofMillis(12_300)), List.of(stack).stream().findFirst());
  }
}
