package dev.junicorn.doctor;

import dev.junicorn.doctor.Finding.Weight;
import dev.junicorn.doctor.Prescription.Stay;
import dev.junicorn.observation.Mark;
import dev.junicorn.observation.Mark.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Workers die or cannot boot, again and again. */
final class CrashLoop implements Rule {

  static final String CODE = "crash-loop";

  /** Two may have a common cause that is over. */
  private static final int LOOP = 3;

  /** The pauses between restarts grow to 30 s, so a loop makes at least four deaths in it. */
  private static final int SECONDS = 120;

  @Override
  public String code() {
    return CODE;
  }

  @Override
  public Set<String> explains() {
    return Set.of(SlotsFull.CODE);
  }

  @Override
  public Optional<Finding> examine(Signs signs) {
    return isFound(signs) ? Optional.of(finding(signs)) : Optional.empty();
  }

  /** None helps workers that do not live. */
  static Optional<Prescription> size(Signs signs) {
    return isFound(signs)
        ? Optional.of(
            new Stay("Workers keep dying (crash-loop): why they do has to be found first."))
        : Optional.empty();
  }

  private static boolean isFound(Signs signs) {
    return deaths(signs) + boots(signs) >= LOOP;
  }

  private static int deaths(Signs signs) {
    return signs.marks(Kind.CRASH, SECONDS);
  }

  private static int boots(Signs signs) {
    return signs.marks(Kind.BOOT_FAILURE, SECONDS);
  }

  private static Finding finding(Signs signs) {
    int deaths = deaths(signs);
    int boots = boots(signs);
    String how =
        deaths >= boots
            ? "%s died in the last %d s".formatted(Words.plural(deaths, "worker"), SECONDS)
            : "The app could not be started %d times in the last %d s".formatted(boots, SECONDS);
    return new Finding(
        CODE,
        Weight.CRITICAL,
        "Workers keep dying: " + how,
        deaths >= boots
            ? "A worker is a process; when it dies, the requests that it runs get a 502. Each is replaced,"
                + " after pauses that grow to 30 s, so fewer and fewer are there."
            : "A worker that cannot import the app ends. The next attempts come after pauses that grow to 30 s.",
        List.of(
            "%s and %s that failed in the last %d s."
                .formatted(Words.plural(deaths, "death"), Words.plural(boots, "boot"), SECONDS),
            last(signs.seen().marks()),
            "Ready now: %d of %s."
                .formatted(
                    signs.now().workers().stream()
                        .filter(worker -> worker.state().equals("ready"))
                        .count(),
                    Words.plural(signs.now().workersWanted(), "worker"))),
        List.of(
            "The log says of each death how it ended, what it was running and what it printed last.",
            "Start with `--crash-dir DIR` to have all that in a file for each death.",
            "Killed by signal 9 mostly means memory: fewer workers, or `--max-worker-memory`. Signal 11 is a fault in C code: update the library that the stack names."),
        "Requests are answered by all workers again, and none gets a 502.");
  }

  private static String last(List<Mark> marks) {
    return marks.stream()
        .filter(mark -> mark.kind() == Kind.CRASH || mark.kind() == Kind.BOOT_FAILURE)
        .reduce((_, later) -> later)
        .map(mark -> "The last: " + Words.line(mark.text()))
        .orElse("");
  }
}
