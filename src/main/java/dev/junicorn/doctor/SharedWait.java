package dev.junicorn.doctor;

import dev.junicorn.doctor.Finding.Weight;
import dev.junicorn.doctor.Prescription.Change;
import dev.junicorn.doctor.Prescription.Stay;
import dev.junicorn.observation.Second;
import dev.junicorn.observation.StackLook.Place;
import dev.junicorn.observation.StackLook.Posture;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All requests wait at one line for something that they share: a lock, a pool, a service that takes
 * one at a time. That they stand at one line is not enough, since requests that wait each for
 * themselves do that, too: it must also show that they wait for each other.
 */
final class SharedWait implements Rule {

  static final String CODE = "shared-wait";

  /** So many of the threads looked at stand at the line. */
  private static final double AGREE = 0.7;

  /** And so many at once, that it is no chance. */
  private static final int AT_ONCE = 3;

  private static final int LOOKS = 2;

  /** Whoever takes turns is not older than this by the length of its turn alone. Seconds. */
  private static final double AT_LEAST = 1;

  /** The time in the app is mostly waiting. */
  private static final double BLOCKED = 0.6;

  @Override
  public String code() {
    return CODE;
  }

  @Override
  public Set<String> explains() {
    return Set.of(SlotsFull.CODE, SlowRoute.CODE);
  }

  /** Where they stand, and how it shows that they wait for each other. */
  private record Line(Stacks.Shared shared, Turns turns) {

    /** The beginning of a sentence. */
    private String sentence() {
      return "Requests wait for each other at one line, "
          + Words.plain(shared.own())
          + " (shared-wait): ";
    }
  }

  @Override
  public Optional<Finding> examine(Signs signs) {
    return line(signs).map(line -> finding(signs, line.shared, line.turns));
  }

  /** More workers, where each has a line of its own; else none. */
  static Optional<Prescription> size(Signs signs) {
    return line(signs).map(line -> size(signs, line));
  }

  private static Prescription size(Signs signs, Line line) {
    int workers =
        Math.min(signs.slots(), Math.min(TooManyWorkers.most(signs), signs.room().most()));
    return line.turns.kind() == Turns.Kind.ONE_BY_ONE_IN_EACH_WORKER && workers > signs.workers()
        ? new Change(
            workers,
            Math.ceilDiv(signs.slots(), workers),
            line.sentence() + "in each worker they do, so more workers help, more threads do not.",
            false)
        : new Stay(line.sentence() + "that is to be mended first.");
  }

  private static Optional<Line> line(Signs signs) {
    boolean several = signs.recent().lasts(second -> second.busy() >= AT_ONCE - 0.5);
    double longest = longest(signs);
    long looks =
        signs.looks().stream()
            .filter(look -> takingTurns(look.places(), longest).size() >= AT_ONCE)
            .count();
    if (!signs.serves() || !several || looks < LOOKS || signs.work().blocked() < BLOCKED) {
      return Optional.empty();
    }
    List<Place> inTurn = takingTurns(signs.places(), longest);
    List<Place> waiting =
        inTurn.stream().filter(place -> place.posture() != Posture.RUNNING).toList();
    return Stacks.innermost(waiting)
        .filter(shared -> shared.agreeing() >= AGREE * inTurn.size())
        .flatMap(shared -> Turns.of(signs).map(turns -> new Line(shared, turns)));
  }

  /** Seconds that a request may take that is of those which have ended. */
  private static double longest(Signs signs) {
    long nanos =
        signs.recent().requests().stream()
            .mapToLong(request -> request.split().app())
            .max()
            .orElse(0);
    return Math.max(AT_LEAST, 2 * nanos / 1e9);
  }

  /** Event streams wait at one line, too, beside requests that come and go. */
  private static List<Place> takingTurns(List<Place> places, double longest) {
    return places.stream().filter(place -> place.seconds() <= longest).toList();
  }

  private static Finding finding(Signs signs, Stacks.Shared shared, Turns turns) {
    String line = Words.plain(shared.own());
    return new Finding(
        CODE,
        signs.crowded() ? Weight.CRITICAL : Weight.WARNING,
        "Requests wait for each other at one line: " + line,
        "Nearly all running requests stand at the same line and wait for something that they share: a"
            + " lock, a pool of connections that is too small, a file, or a service that takes few at a"
            + " time. "
            + turns.cause(),
        List.of(
            "%s of the requests looked at stood at %s."
                .formatted(Words.percent(shared.share()), shared.where()),
            turns.evidence(),
            "%.1f requests run at once and take %s each in the app; the workers use %s of %s."
                .formatted(
                    signs.recent().mean(Second::busy),
                    Words.seconds(signs.perRequest(request -> request.split().app())),
                    Words.cores(signs.recent().mean(second -> second.machine().workerCores())),
                    Words.processors(signs.setup().cores()))),
        turns.fixes(line, signs),
        "Requests run beside each other again. More threads alone only let more of them wait there.");
  }
}
