package dev.junicorn.advice;

import dev.junicorn.doctor.Doctor;
import dev.junicorn.doctor.Finding;
import dev.junicorn.doctor.Prescription;
import dev.junicorn.doctor.StartCommand;
import dev.junicorn.observation.Now;
import dev.junicorn.observation.Observation;
import dev.junicorn.observation.ServedRequest;
import dev.junicorn.observation.Setup;
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

  private final Observation observation;
  private final Workload load;
  private final Room room;
  private final double cores;
  private final Sweep sweep;
  private final Optional<Finding> sharedWait;
  private final Optional<Prescription> prescribed;

  private Adviser(Observation observation, Optional<Prescription> prescribed) {
    this.observation = observation;
    this.prescribed = prescribed;
    Setup setup = observation.setup();
    load = Workload.of(observation);
    room = Room.of(observation);
    sharedWait =
        Doctor.examine(observation).stream()
            .filter(finding -> finding.code().equals(SHARED_WAIT))
            .findFirst();
    cores = Math.max(LEAST_SHARE * setup.cores(), setup.cores() - serverCores());
    sweep =
        new Sweep(
            new Replay(load, cores),
            room,
            (int) Math.ceil(setup.cores()),
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
    Now now = observation.now();
    if (prescribed.isPresent()) {
      return "%s%s Take `junicorn ctl scale workers=%d threads=%d`; then ask again."
          .formatted(
              held.count() == 0 ? "" : held.sentence() + ". ",
              prescribed.get().why(),
              prescribed.get().workers(),
              prescribed.get().threads());
    }
    int slots = now.workersWanted() * now.threads();
    if (held.count() == 0 || held.free(slots) > 0) {
      return "Ask again when its usual load has been there for a minute or two.";
    }
    int wanted = held.count() + Math.max(now.waiting(), Math.max(1, now.threads()));
    return "%s: they hold all %d slots, so others wait. Take more slots than there are such requests: `junicorn ctl scale threads=%d`; then ask again."
        .formatted(held.sentence(), slots, ceil(wanted, Math.max(1, now.workersWanted())));
  }

  private static int ceil(int number, int by) {
    return (number + by - 1) / by;
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

  private Advice advice() {
    Prediction current = sweep.current();
    Prediction recommended = recommended(current);
    List<String> reasons = reasons(current, recommended);
    Certainty certainty = Certainty.of(load.seen(), current, sharedWait.isPresent());
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
   * Where the doctor asks for a size, that one: it also counts those who wait or hang now and are
   * in no record. What requests wait for each other is in their waits as recorded, so that fewer
   * workers look as good and more threads better; neither is true.
   */
  private Prediction recommended(Prediction current) {
    if (prescribed.isPresent()) {
      return sweep.of(prescribed.get().workers(), prescribed.get().threads());
    }
    Prediction best = sweep.recommended();
    boolean believable = best.workers() >= current.workers() && best.threads() <= current.threads();
    return sharedWait.isEmpty() || believable ? best : current;
  }

  private String sentence(Prediction current, Prediction recommended) {
    if (sharedWait.isPresent() && recommended.equals(current)) {
      return "No other size is recommended than "
          + Phrases.size(current)
          + ": requests wait for each other (shared-wait, `junicorn doctor` says where), and that is to be mended first.";
    }
    if (recommended.equals(current)) {
      return "The size is right: no other that memory carries does noticeably better than "
          + Phrases.size(current)
          + ".";
    }
    return "Take %s%s instead of %d x %d: 95 of 100 requests would take %s at most instead of %s (waiting for a slot: %s instead of %s), and %s requests would end in a second instead of %s."
        .formatted(
            prescribed.filter(Prescription::atLeast).map(_ -> "at least ").orElse(""),
            Phrases.size(recommended),
            current.workers(),
            current.threads(),
            Phrases.time(recommended.durationP95()),
            Phrases.time(current.durationP95()),
            Phrases.time(recommended.queueP95()),
            Phrases.time(current.queueP95()),
            Phrases.rate(recommended.throughput()),
            Phrases.rate(current.throughput()));
  }

  private List<String> reasons(Prediction current, Prediction recommended) {
    List<String> reasons = new ArrayList<>();
    sharedWait.map(Finding::title).map(title -> title + ".").ifPresent(reasons::add);
    prescribed.map(Prescription::why).ifPresent(reasons::add);
    reasons.add(work());
    reasons.add(arrivals());
    if (load.held().count() > 0) {
      reasons.add(
          "%s: each is taken to keep its slot, so every size has %d fewer for the others."
              .formatted(load.held().sentence(), load.held().count()));
    }
    reasons.add(limit(recommended));
    reasons.add(memory(recommended));
    if (recommended.equals(current) && sharedWait.isEmpty()) {
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
      return "Up to %d requests were there at once, and the next came when one was answered: replayed as %d clients that wait for their answers.%s"
          .formatted(seen.together(), seen.clients(), refused);
    }
    return "%s requests came in a second, up to %d were there at once: replayed as they came.%s%s"
        .formatted(
            Phrases.rate(seen.requests() / seen.span()), seen.together(), refused, overloaded());
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
