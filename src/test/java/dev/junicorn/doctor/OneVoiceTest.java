package dev.junicorn.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.advice.Advice;
import dev.junicorn.advice.Advised;
import dev.junicorn.advice.Adviser;
import dev.junicorn.advice.Prediction;
import dev.junicorn.doctor.Prescription.Change;
import dev.junicorn.doctor.Prescription.Stay;
import dev.junicorn.observation.Mark.Kind;
import dev.junicorn.observation.Observation;
import dev.junicorn.observation.StackLook.Posture;
import dev.junicorn.plan.Sizing;
import dev.junicorn.stack.HoldUp;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Doctor and adviser name one size for one state, or say both that there is none to take. */
class OneVoiceTest {

  private static final long MEGA = 1 << 20;
  private static final Pattern SCALE =
      Pattern.compile("junicorn ctl scale workers=(\\S+) threads=(\\S+?)[`.;]");

  /** What both have to say of a state: a size, or a part of the sentence why it stays. */
  record Case(String state, UnaryOperator<SampleServer> made, List<String> codes, String says) {
    @Override
    public String toString() {
      return state;
    }
  }

  @SuppressWarnings("unused") // by its name, below
  private static final List<Case> CASES =
      List.of(
          new Case(
              "crowded",
              server -> server.sized(3, 6).overrun(8, 60, 60),
              List.of("slots-full"),
              "3 x 9"),
          new Case(
              "crowded, though nobody waited when it was counted",
              server -> server.sized(3, 6).overrun(0, 60, 60),
              List.of("slots-full"),
              "3 x 7"),
          new Case(
              "a queue that grows, of requests that take long",
              server -> {
                server
                    .sized(3, 6)
                    .crowded()
                    .requests("/", 60, 100, SampleServer.split(500, 5, 0, 60_000));
                server.waiting = 12;
                server.arrived = 40;
                server.answered = 2;
                return server;
              },
              List.of("slots-full"),
              "3 x 10"),
          new Case(
              "crowded beyond what threads and memory carry",
              server -> {
                server.sized(3, 32).overrun(200, 60, 60).freeMemory = 200 * MEGA;
                return server;
              },
              List.of("slots-full"),
              "memory carries no more workers"),
          new Case(
              "one slow route before quick ones",
              server ->
                  server
                      .sized(2, 4)
                      .crowded()
                      .requests("/report", 16, 3000, SampleServer.split(500, 5, 0, 15_000))
                      .requests("/", 100, 500, SampleServer.split(2000, 5, 0, 15)),
              List.of("slow-route"),
              "2 x 9"),
          new Case(
              "processors used up",
              server -> server.sized(3, 6).computing().crowd(8),
              List.of("cpu-bound"),
              "processors are used up (cpu-bound)"),
          new Case(
              "processors used up, and one slow route",
              server ->
                  server
                      .sized(2, 4)
                      .computing()
                      .crowd(10)
                      .requests("/report", 16, 3000, SampleServer.split(500, 5000, 9000, 1000))
                      .requests("/", 100, 500, SampleServer.split(2000, 5, 9, 1)),
              List.of("cpu-bound", "slow-route"),
              "processors are used up (cpu-bound)"),
          new Case(
              "processors used up by others",
              server -> {
                server.sized(3, 6).computing().workerCores = 0.1;
                server.split = SampleServer.split(1, 10, 70, 20);
                return server;
              },
              List.of("cpu-bound"),
              "Other processes use up the processors"),
          new Case(
              "a quota that is used up",
              server -> {
                server.sized(3, 6).computing().crowd(8).throttled = 0.6;
                return server;
              },
              List.of("throttled"),
              "CPU limit stops the app (throttled)"),
          new Case(
              "workers that die, and full slots",
              server -> {
                for (int i = 0; i < 3; i++) {
                  server.mark(Kind.CRASH, 5);
                }
                return server.sized(3, 6).overrun(8, 60, 60);
              },
              List.of("crash-loop"),
              "Workers keep dying"),
          new Case(
              "Python's lock, with a processor to spare",
              server -> lock(server.sized(1, 6)),
              List.of("gil-contention"),
              "2 x 3"),
          new Case(
              "Python's lock, and two threads",
              server -> lock(server.sized(1, 2)),
              List.of("gil-contention"),
              "2 x 1"),
          new Case(
              "Python's lock, with a worker for each processor",
              server ->
                  lock(
                      server
                          .sized(2, 6)
                          .look(Posture.GIL, HoldUp.GIL_IN_USE.sentence(), "a.py:1 f")),
              List.of("gil-contention"),
              "each processor has a worker"),
          new Case(
              "requests that wait for each other",
              server ->
                  server
                      .sized(1, 8)
                      .crowded()
                      .look(Posture.BLOCKED, "", "/srv/app.py:7 locked")
                      .requests("/", 60, 100, SampleServer.split(400, 1, 0, 400))
                      .requests("/", 1, 100, SampleServer.split(0, 1, 0, 100)),
              List.of("shared-wait"),
              "wait for each other at one line, /srv/app.py:7 locked"),
          new Case(
              "more workers than processors",
              server -> server.sized(12, 1).computing(),
              List.of("too-many-workers"),
              "2 x 1"),
          new Case(
              "more workers than processors and memory",
              server -> {
                server.sized(12, 1).freeMemory = 40 * MEGA;
                return server;
              },
              List.of("too-many-workers"),
              "5 x 3"),
          new Case(
              "more workers than memory",
              server -> {
                server.sized(4, 6).each = 150 * MEGA;
                server.freeMemory = 40 * MEGA;
                return server;
              },
              List.of("memory-low"),
              "2 x 12"),
          new Case(
              "more workers than memory, and full slots",
              server -> {
                server.sized(4, 6).overrun(8, 60, 60).each = 150 * MEGA;
                server.freeMemory = 40 * MEGA;
                return server;
              },
              List.of("memory-low", "slots-full"),
              "2 x 16"),
          new Case(
              "more workers than memory, and processors used up",
              server -> {
                server.sized(4, 6).computing().crowd(8).freeMemory = 40 * MEGA;
                return server;
              },
              List.of("memory-low", "cpu-bound"),
              "1 x 24"),
          new Case(
              "swapping",
              server -> {
                server.sized(3, 6).swapped = 1000;
                return server;
              },
              List.of("swapping"),
              "2 x 9"));

  @ParameterizedTest
  @FieldSource("CASES")
  void bothSayTheSame(Case state) {
    SampleServer server = state.made.apply(new SampleServer());
    if (server.requests.size() < Adviser.LEAST_REQUESTS) {
      server.requests("/", Adviser.LEAST_REQUESTS, 100, server.split);
    }
    Observation seen = server.seen();
    assertThat(SampleServer.codes(seen)).containsExactlyElementsOf(state.codes);
    switch (Doctor.prescribe(seen).orElseThrow()) {
      case Change size ->
          assertThat(size.workers() + " x " + size.threads()).as(size.why()).isEqualTo(state.says);
      case Stay(String why) -> assertThat(why).contains(state.says);
    }
    agree(seen);
  }

  /** The server itself has taken of what was free when {@code auto} decided. */
  @Test
  void theSizeThatAutoStartedWithStaysAsLongAsMemoryIsNotLow() {
    SampleServer server = new SampleServer().sized(3, 6);
    server.each = 120 * MEGA;
    server.freeMemory = 200 * MEGA;
    server.requests("/", Adviser.LEAST_REQUESTS, 100, server.split);
    Observation seen = server.seen();
    assertThat(Doctor.prescribe(seen)).isEmpty();
    assertThat(Adviser.advise(seen)).isInstanceOf(Advised.Given.class);
    assertThat(((Advised.Given) Adviser.advise(seen)).advice().isChange()).isFalse();
  }

  /** Where requests wait, whatever else there is. */
  @Property(tries = 400)
  void theyNeverContradictEachOther(
      @ForAll @IntRange(min = 1, max = 20) int workers,
      @ForAll @IntRange(min = 1, max = 40) int threads,
      @ForAll @IntRange(min = 0, max = 3000) int waiting,
      @ForAll @IntRange(min = 0, max = 200) int arrived,
      @ForAll @IntRange(min = 0, max = 6) int trouble,
      @ForAll @IntRange(min = 0, max = 2000) int freeMegabytes,
      @ForAll @IntRange(min = 1, max = 400) int eachMegabytes,
      @ForAll @IntRange(min = 1, max = 16) int halfCores) {
    SampleServer server = new SampleServer().sized(workers, threads);
    server.cores = halfCores / 2.0;
    server.freeMemory = freeMegabytes * MEGA;
    server.each = eachMegabytes * MEGA;
    server.arrived = arrived;
    troubled(server, trouble, waiting);
    server.requests("/", 60, 100, server.split);
    Observation seen = server.seen();
    agree(seen);
    Doctor.prescribe(seen)
        .ifPresent(size -> {
          if (size instanceof Change change) {
            isRight(change, server, seen);
          }
        });
  }

  private static void troubled(SampleServer server, int trouble, int waiting) {
    switch (trouble) {
      case 0 -> server.crowd(waiting);
      case 1 -> server.crowded().waiting = waiting;
      case 2 -> {
        server.crowded().waiting = waiting;
        server.refused = Map.of("queue_full", 1 + waiting);
      }
      case 3 -> {
        server.computing().crowd(waiting);
        server.workerCores = 0.95 * server.cores;
        server.machineCores = server.cores;
      }
      case 4 -> lock(server);
      case 5 -> server.swapped = 1000;
      default -> server.crowd(waiting).throttled = 0.6;
    }
  }

  /** What both say of it, in all their sentences. */
  private static void agree(Observation seen) {
    List<Finding> findings = Doctor.examine(seen);
    Set<String> named =
        findings.stream()
            .flatMap(finding -> finding.fix().stream())
            .flatMap(OneVoiceTest::sizes)
            .collect(Collectors.toSet());
    Advised advised = Adviser.advise(seen);
    Prescription prescribed = Doctor.prescribe(seen).orElse(null);
    if (prescribed instanceof Change size) {
      String both = size.workers() + " x " + size.threads();
      assertThat(named).as("%s", findings).containsExactly(both);
      switch (advised) {
        case Advised.Given(Advice advice) -> {
          assertThat(size(advice.recommended())).isEqualTo(both);
          assertThat(advice.reasons()).first().isEqualTo(size.why());
        }
        case Advised.TooLittle(String missing) -> assertThat(sizes(missing)).containsExactly(both);
      }
      return;
    }
    assertThat(named).as("%s", findings).isEmpty();
    switch (advised) {
      case Advised.Given(Advice advice) -> {
        if (prescribed instanceof Stay(String why)) {
          assertThat(advice.isChange()).isFalse();
          assertThat(advice.sentence()).contains(why);
        }
      }
      case Advised.TooLittle(String missing) -> assertThat(sizes(missing)).isEmpty();
    }
  }

  /** It fits, is of use, can be asked for, and the doctor has nothing against it. */
  private static void isRight(Change size, SampleServer server, Observation seen) {
    int before = server.workers * server.threads;
    double atOnce =
        seen.seconds().stream().mapToDouble(s -> s.busy() + s.waiting()).max().orElse(0);
    int rounding = size.workers() - 1;
    assertThat(size.workers()).isBetween(1, Math.max(Sizing.MOST_ASKED, server.workers));
    assertThat(size.threads())
        .isBetween(1, Math.max(Sizing.MOST_THREADS, Math.ceilDiv(before, size.workers())));
    assertThat(size.workers() != server.workers || size.threads() != server.threads).isTrue();
    assertThat((double) size.slots()).isLessThanOrEqualTo(Math.max(before, atOnce) + 1 + rounding);
    Room room = Doctor.room(seen);
    assertThat(size.workers()).isLessThanOrEqualTo(Math.max(1, room.most()));
    assertThat(size.workers())
        .isGreaterThanOrEqualTo(
            Math.min(room.most(), Math.min(server.workers, (int) Math.ceil(server.cores))));
    int fewer = server.workers - size.workers();
    server.sized(size.workers(), size.threads());
    server.freeMemory += fewer * server.each;
    server.swapped = 0;
    assertThat(server.codes()).doesNotContain("too-many-workers");
    if (size.workers() > 1) {
      assertThat(server.codes()).doesNotContain("memory-low");
    }
  }

  private static SampleServer lock(SampleServer server) {
    server.workerCores = Math.min(server.workers, 0.8 * server.cores);
    server.machineCores = server.workerCores;
    server.split = SampleServer.split(1, 10, 50, 1);
    return server.requests("/", 100, 100, server.split);
  }

  private static String size(Prediction option) {
    return option.workers() + " x " + option.threads();
  }

  private static Stream<String> sizes(String text) {
    return SCALE.matcher(text).results().map((MatchResult m) -> m.group(1) + " x " + m.group(2));
  }
}
