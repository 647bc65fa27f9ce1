package dev.junicorn.advice;

import dev.junicorn.doctor.Doctor;
import dev.junicorn.doctor.Prescription;
import dev.junicorn.doctor.Prescription.Change;
import dev.junicorn.doctor.Prescription.Stay;
import dev.junicorn.doctor.Room;
import dev.junicorn.doctor.StartCommand;
import dev.junicorn.observation.Observation;
import dev.junicorn.observation.ServedRequest;
import dev.junicorn.observation.Setup;
import dev.junicorn.plan.Sizing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Recommends a size: the recorded requests, replayed on every size that comes into question. Pure;
 * takes up to a second of a processor, so not on a thread that others wait for.
 */
public final class Adviser {

  /** Fewer requests say nothing. */
  public static final int LEAST_REQUESTS = 50;

  /** The server, whatever it needs, leaves the workers so much of the machine. */
  private static final double LEAST_SHARE = 0.25;

  /** More of the processors in use than this is all of them. */
  private static final double FULL = 0.9;

  /** Requests that are blocked for this share of their own time mostly wait. */
  private static final double MOSTLY = 0.5;

  /** The finding that says so where requests wait for each other. */
  static final String SHARED_WAIT = "shared-wait";

  /** A size with less than this share of the throughput of now falls behind what comes. */
  private static final double KEEPS_UP = 0.9;

  /** Less of a difference than this is none. */
  private static final double NOTICEABLY = 0.97;

  private final Observation observation;
  private final Workload load;
  private final Room room;
  private final double cores;
  private final Sweep sweep;
  private final Optional<Prescription> prescribed;

  private Adviser(Observation observation, Optional<Prescription> prescribed) {
    this.observation = observation;
    this.prescribed = prescribed;
    Setup setup = observation.setup();
    load = Workload.of(observation);
    room = Doctor.room(observation);
    cores = Math.max(LEAST_SHARE * setup.cores(), setup.cores() - serverCores());
    sweep =
        new Sweep(
            new Replay(load, cores, observation.gil()),
            room,
            Sizing.mostWorkers(setup.cores()),
            new Sweep.Size(
                Math.max(1, observation.now().workersWanted()),
                Math.max(1, observation.now().threads())),
            load.seen().refused() == 0 ? mostAtOnce() : Integer.MAX_VALUE);
  }

  /** What the size should be, by what was seen. */
  public static Advised advise(Observation observation) {
    List<ServedRequest> usable = Workload.sinceTheLastSize(observation);
    Optional<Prescription> prescribed = Doctor.prescribe(observation);
    long served = usable.stream().filter(Workload::hadAWorker).count();
    if (served < LEAST_REQUESTS || observation.setup().cores() <= 0) {
      return new Advised.TooLittle(
          "%d requests were answered by the app in the last minutes%s; from %d on there is something to reckon with. %s"
              .formatted(
                  served,
                  usable.size() < observation.requests().size()
                      ? ", since the size was changed"
                      : "",
                  LEAST_REQUESTS,
                  whatToDo(observation, Held.of(observation, usable), prescribed)));
    }
    Adviser adviser = new Adviser(observation, prescribed);
    return adviser.sweep.servesAny()
        ? new Advised.Given(adviser.advice())
        : new Advised.TooLittle(
            adviser.load.held().sentence()
                + ": no size that memory carries has a slot left for others. Such requests belong in a server for long connections.");
  }

  private static String whatToDo(
      Observation observation, Held held, Optional<Prescription> prescribed) {
    if (prescribed.isPresent()) {
      return (held.count() == 0 ? "" : held.sentence() + ". ") + whatToDo(prescribed.get());
    }
    int slots = observation.now().workersWanted() * observation.now().threads();
    return held.count() == 0 || held.free(slots) > 0
        ? "Ask again when its usual load has been there for a minute or two."
        : "%s: they hold all %s, so whoever comes now waits. When somebody has waited for ten seconds, `junicorn doctor` names a size."
            .formatted(held.sentence(), Phrases.count(slots, "slot"));
  }

  private static String whatToDo(Prescription prescribed) {
    return switch (prescribed) {
      case Change(int workers, int threads, String why, boolean _) ->
          "%s Take `junicorn ctl scale workers=%d threads=%d`; then ask again."
              .formatted(why, workers, threads);
      case Stay(String why) -> why + " `junicorn doctor` says more.";
    };
  }

  /** What the server used while it had requests. */
  private double serverCores() {
    return observation.seconds().stream()
        .filter(second -> second.answers().all() > 0)
        .mapToDouble(second -> second.machine().serverCores())
        .average()
        .orElse(0);
  }

  /** Of requests in the server, running and waiting, as far as is remembered. */
  private int mostAtOnce() {
    int counted =
        observation.seconds().stream()
            .mapToInt(second -> (int) Math.ceil(second.busy() + second.waiting()))
            .max()
            .orElse(0);
    return Math.max(counted, load.seen().most());
  }

  private boolean isSharedWait() {
    return Doctor.examine(observation).stream()
        .anyMatch(finding -> finding.code().equals(SHARED_WAIT));
  }

  private Advice advice() {
    Prediction current = sweep.current();
    Prediction recommended = recommended(current);
    List<String> reasons = reasons(current, recommended);
    Certainty certainty = Certainty.of(load.seen(), current, isSharedWait());
    return new Advice(
        sentence(current, recommended),
        current,
        recommended,
        sweep.options(),
        reasons,
        certainty.level(),
        certainty.reason(),
        load.seen().requests(),
        load.seen().span(),
        StartCommand.gunicornLine(
            observation.setup(), recommended.workers(), recommended.threads()));
  }

  /**
   * Where the doctor has decided, that: it also counts those who wait or hang now and are in no
   * record, and knows what no size cures, such as requests that wait for each other. Their waits
   * are recorded as if each were its own, so that fewer workers would look as good and more threads
   * better.
   */
  private Prediction recommended(Prediction current) {
    return prescribed
        .map(size ->
            switch (size) {
              case Change(int workers, int threads, String _, boolean _) ->
                  sweep.of(workers, threads);
              case Stay _ -> current;
            })
        .orElseGet(sweep::recommended);
  }

  private String sentence(Prediction current, Prediction recommended) {
    Prescription given = prescribed.orElse(null);
    if (given instanceof Stay(String why)) {
      return "No other size is recommended than %s. %s `junicorn doctor` says more."
          .formatted(Phrases.size(current), why);
    }
    if (recommended.equals(current)) {
      return "The size is right: no other that memory carries does noticeably better than "
          + Phrases.size(current)
          + ".";
    }
    String take =
        "Take %s%s instead of %d x %d"
            .formatted(
                given instanceof Change change && change.atLeast() ? "at least " : "",
                Phrases.size(recommended),
                current.workers(),
                current.threads());
    return given == null || isQuicker(recommended, current)
        ? take + ": " + promise(current, recommended)
        : take
            + ", for the first reason below. By replay alone it would not be quicker: 95 of 100 requests would take %s at most instead of %s."
                .formatted(
                    Phrases.time(recommended.durationP95()), Phrases.time(current.durationP95()));
  }

  private static boolean isQuicker(Prediction recommended, Prediction current) {
    return recommended.durationP95() <= NOTICEABLY * current.durationP95()
        || NOTICEABLY * recommended.throughput() >= current.throughput();
  }

  private static String promise(Prediction current, Prediction recommended) {
    return "95 of 100 requests would take %s at most instead of %s (waiting for a slot: %s instead of %s), and %s requests would end in a second instead of %s."
        .formatted(
            Phrases.time(recommended.durationP95()),
            Phrases.time(current.durationP95()),
            Phrases.time(recommended.queueP95()),
            Phrases.time(current.queueP95()),
            Phrases.rate(recommended.throughput()),
            Phrases.rate(current.throughput()));
  }

  private List<String> reasons(Prediction current, Prediction recommended) {
    List<String> reasons = new ArrayList<>();
    if (prescribed.isPresent() && prescribed.get() instanceof Change change) {
      reasons.add(change.why());
    }
    if (prescribed.isEmpty() && !recommended.equals(current)) {
      reasons.add(
          "By `junicorn doctor` nothing is wrong with the size now; by the replay another would be quicker.");
    }
    reasons.add(work());
    reasons.add(arrivals());
    if (load.held().count() > 0) {
      reasons.add(
          "%s: each is taken to keep its slot, so every size has %d fewer for the others."
              .formatted(load.held().sentence(), load.held().count()));
    }
    reasons.add(limit(recommended));
    reasons.add(memory(recommended));
    if (prescribed.isEmpty() && recommended.equals(current)) {
      Prediction smallest = sweep.smallest();
      if (!smallest.equals(current) && smallest.workers() <= current.workers()) {
        reasons.add("For this load alone %s would do.".formatted(Phrases.size(smallest)));
      }
    }
    return List.copyOf(reasons);
  }

  private String work() {
    Workload.Seen seen = load.seen();
    return "A request computes for %s and waits %s for other things, on average of %d; it took %.1f times that long."
        .formatted(
            Phrases.time(seen.compute()),
            Phrases.time(seen.blocked()),
            seen.requests() - seen.refused(),
            seen.stretch());
  }

  private String arrivals() {
    Workload.Seen seen = load.seen();
    String refused =
        seen.refused() == 0
            ? ""
            : " %d that no worker ever had are counted with the work of others."
                .formatted(seen.refused());
    if (seen.clients() > 0) {
      return "Up to %s there at once, and the next came when one was answered: replayed as %s.%s"
          .formatted(
              were(seen.together()),
              seen.clients() == 1
                  ? "1 client that waits for its answers"
                  : seen.clients() + " clients that wait for their answers",
              refused);
    }
    return "%s requests came in a second, up to %d at once: replayed as they came.%s%s"
        .formatted(
            Phrases.rate(seen.requests() / seen.span()), seen.together(), refused, overloaded());
  }

  private static String were(int requests) {
    return Phrases.count(requests, "request") + (requests == 1 ? " was" : " were");
  }

  /** A recorded arrival comes whatever became of those before it; a client in fact waits. */
  private String overloaded() {
    double least = KEEPS_UP * sweep.current().throughput();
    boolean any = sweep.options().stream().anyMatch(option -> option.throughput() < least);
    return any
        ? " Sizes that cannot keep up with that look worse than they would be: their clients would wait for answers and send less."
        : "";
  }

  private String limit(Prediction recommended) {
    if (recommended.cores() >= FULL * cores) {
      return "The processors are then the limit: %.1f of %.1f would be busy. Only less computing, or more cores, would help further."
          .formatted(recommended.cores(), cores);
    }
    Workload.Seen seen = load.seen();
    boolean waits = seen.blocked() >= MOSTLY * (seen.blocked() + seen.compute());
    return waits
        ? "Requests mostly wait, so more of them at once cost little: %.1f of %.1f processors would be busy. What they wait for has to bear it."
            .formatted(recommended.cores(), cores)
        : "%.1f of %.1f processors would be busy.".formatted(recommended.cores(), cores);
  }

  private String memory(Prediction recommended) {
    if (!room.isKnown()) {
      return "What workers hold in memory is not known, so it sets no bound here.";
    }
    return "A worker holds up to %s: %d %s %s of %s that are free or theirs."
        .formatted(
            Phrases.megabytes(room.each()),
            recommended.workers(),
            recommended.workers() == 1 ? "needs" : "need",
            Phrases.megabytes(recommended.memory()),
            Phrases.megabytes(room.free()));
  }
}
