package dev.junicorn.doctor;

import dev.junicorn.doctor.Finding.Weight;
import dev.junicorn.doctor.Prescription.Change;
import dev.junicorn.doctor.Prescription.Stay;
import dev.junicorn.observation.StackLook.Place;
import dev.junicorn.observation.StackLook.Posture;
import dev.junicorn.observation.WorkerSeen;
import dev.junicorn.stack.HoldUp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Threads of one worker wait for each other, because Python runs one of them at a time: by Python
 * code that computes, or by C code that keeps the lock (GIL) while it computes or sleeps.
 */
final class GilContention implements Rule {

  static final String CODE = "gil-contention";

  /** Kept from computing for this share of the time in the app. */
  private static final double CONTENDED = 0.3;

  /** So many of the threads that were looked at wait for the lock. */
  private static final double WAIT_FOR_IT = 0.4;

  /** So many of them are in a worker whose interpreter does not answer. */
  private static final double SILENT = 0.3;

  /** A worker that uses so much of one processor computes nearly all the time. */
  private static final double ONE_CORE = 0.7;

  /** Fewer places than this are chance. */
  private static final int ENOUGH = 6;

  /** Waits that nobody feels, in seconds per request. */
  private static final double FELT = 0.005;

  /** Who keeps the lock. */
  private enum Holder {
    PYTHON("Python code that computes"),
    COMPUTING("C code that computes and keeps the lock"),
    ASLEEP("C code that waits for something and keeps the lock");

    private final String words;

    Holder(String words) {
      this.words = words;
    }
  }

  @Override
  public String code() {
    return CODE;
  }

  @Override
  public Set<String> explains() {
    return Set.of(SlotsFull.CODE, SharedWait.CODE, SlowRoute.CODE);
  }

  @Override
  public Optional<Finding> examine(Signs signs) {
    return holder(signs).map(holder -> finding(signs, holder));
  }

  /** As many slots in more workers, where processors and memory have room for these. */
  static Optional<Prescription> size(Signs signs) {
    return holder(signs)
        .map(_ -> moreWorkers(signs))
        .map(workers ->
            workers > signs.workers()
                ? new Change(
                    workers,
                    Math.ceilDiv(signs.slots(), workers),
                    "Threads of a worker wait for each other, since Python runs one of them at a time: more workers help, more threads do not.",
                    false)
                : new Stay(
                    "Threads of a worker wait for each other (gil-contention): more threads would change nothing, and "
                        + (workers < processors(signs)
                            ? "memory carries no more workers."
                            : "each processor has a worker.")));
  }

  private static Optional<Holder> holder(Signs signs) {
    if (!signs.seen().gil() || !signs.serves() || !signs.recent().isFull() || signs.threads() < 2) {
      return Optional.empty();
    }
    List<Place> places = signs.places();
    if (places.size() >= ENOUGH) {
      double asleep = share(places, HoldUp.GIL_ASLEEP);
      double computing = share(places, HoldUp.GIL_IN_USE);
      if (asleep + computing >= SILENT) {
        return Optional.of(asleep >= computing ? Holder.ASLEEP : Holder.COMPUTING);
      }
    }
    return pythonHoldsIt(signs, places) ? Optional.of(Holder.PYTHON) : Optional.empty();
  }

  /** Whether the threads that were looked at wait for the lock, rather than for a processor. */
  static boolean isTheLock(List<Place> places) {
    return places.size() >= ENOUGH
        && places.stream().filter(GilContention::waitsForIt).count() >= WAIT_FOR_IT * places.size();
  }

  private static boolean pythonHoldsIt(Signs signs, List<Place> places) {
    boolean waits = isTheLock(places);
    boolean contended =
        signs.work().contention() >= CONTENDED
            && signs.perRequest(request -> request.split().contention()) >= FELT;
    return (waits || contended) && busiest(signs) >= ONE_CORE && !signs.processorsUsedUp();
  }

  private Finding finding(Signs signs, Holder holder) {
    Optional<Change> size = signs.change().filter(change -> change.workers() > signs.workers());
    return new Finding(
        CODE,
        signs.crowded() ? Weight.CRITICAL : Weight.WARNING,
        "Threads of a worker wait for each other: " + holder.words + " holds Python's lock",
        cause(holder),
        evidence(signs, holder),
        fixes(signs, holder, size),
        size.map(more ->
                "%s compute at once instead of %d; more threads would change nothing."
                    .formatted(Words.plural(more.workers(), "worker"), signs.now().workersWanted()))
            .orElse(
                "Requests of one worker no longer hold each other up; more threads would change nothing."));
  }

  private static String cause(Holder holder) {
    return "Python runs one thread of a process at a time; the others wait for its global lock (GIL). "
        + switch (holder) {
          case PYTHON ->
              "The app computes so much that its threads spend their time waiting for each other,"
                  + " while the machine has other processors to spare.";
          case COMPUTING ->
              "Here C code computes for long without letting go of the lock, so that no other thread"
                  + " of its worker moves.";
          case ASLEEP ->
              "Here C code waits, for a file or the network for example, and does not let go of the"
                  + " lock, so that no other thread of its worker moves although nobody computes.";
        };
  }

  private static List<String> evidence(Signs signs, Holder holder) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "The busiest worker uses %s of a processor; all together %s of %s."
            .formatted(
                Words.cores(busiest(signs)),
                Words.cores(signs.recent().mean(second -> second.machine().workerCores())),
                Words.processors(signs.setup().cores())));
    lines.add(signs.work().sentence());
    List<Place> places = signs.places();
    if (!places.isEmpty()) {
      lines.add(
          "Of %s seen at work %d waited for the lock or were in a worker whose interpreter did not answer."
              .formatted(
                  Words.plural(places.size(), "thread"),
                  places.stream().filter(GilContention::waitsForIt).count()));
    }
    Stacks.innermost(places.stream().filter(place -> mayHold(place, holder)).toList())
        .map(shared -> "Seen most often: " + shared.where() + ".")
        .ifPresent(lines::add);
    return List.copyOf(lines);
  }

  private static List<String> fixes(Signs signs, Holder holder, Optional<Change> size) {
    List<String> fixes = new ArrayList<>();
    if (holder != Holder.PYTHON) {
      fixes.add(
          "Find the call into C above: a library that lets go of the lock, or a process of its own for that work, ends it.");
    }
    size.ifPresent(more -> {
      fixes.add(
          "Now, without a restart: " + StartCommand.scale(more.workers(), more.threads()) + ".");
      fixes.addAll(StartCommand.forGood(signs.setup(), more.workers(), more.threads()));
    });
    if (moreWorkers(signs) < processors(signs)) {
      fixes.add(
          "There are %s: with more memory each could have a worker."
              .formatted(Words.processors(signs.setup().cores())));
    }
    if (holder == Holder.PYTHON) {
      fixes.add("Make the code cheaper, or move the computing to a task queue.");
    }
    return List.copyOf(fixes);
  }

  private static int processors(Signs signs) {
    return (int) Math.max(1, Math.round(signs.setup().cores()));
  }

  /** As many workers as processors, as far as the memory carries them. */
  private static int moreWorkers(Signs signs) {
    return Math.max(signs.workers(), Math.min(processors(signs), signs.room().most()));
  }

  private static double busiest(Signs signs) {
    return signs.now().workers().stream().mapToDouble(WorkerSeen::cores).max().orElse(0);
  }

  private static boolean waitsForIt(Place place) {
    return place.posture() == Posture.GIL || isHeldUp(place);
  }

  private static boolean isHeldUp(Place place) {
    return place.holdUp().equals(HoldUp.GIL_IN_USE.sentence())
        || place.holdUp().equals(HoldUp.GIL_ASLEEP.sentence());
  }

  private static boolean mayHold(Place place, Holder holder) {
    return holder == Holder.PYTHON ? place.posture() == Posture.RUNNING : isHeldUp(place);
  }

  private static double share(List<Place> places, HoldUp holdUp) {
    return (double)
            places.stream().filter(place -> place.holdUp().equals(holdUp.sentence())).count()
        / places.size();
  }
}
