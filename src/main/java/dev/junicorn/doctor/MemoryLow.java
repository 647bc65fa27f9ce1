package dev.junicorn.doctor;

import dev.junicorn.doctor.Finding.Weight;
import dev.junicorn.observation.MachineSeen;
import dev.junicorn.observation.Second;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Hardly any memory is left for a larger request, a reload or the next worker. */
final class MemoryLow implements Rule {

  static final String CODE = "memory-low";

  /** Of all memory: less than this, and the kernel begins to take pages of code back. */
  private static final double LOW = 0.05;

  /** Less than a worker of a small app; no large machine needs more to be well. */
  private static final long LEAST = 64L << 20;

  private static final long MOST = 512L << 20;

  /** Now the out-of-memory killer is near. */
  private static final double GONE = 0.5;

  @Override
  public String code() {
    return CODE;
  }

  @Override
  public Set<String> explains() {
    return Set.of(Swapping.CODE);
  }

  @Override
  public Optional<Finding> examine(Signs signs) {
    return isLow(signs) ? Optional.of(finding(signs)) : Optional.empty();
  }

  static boolean isLow(Signs signs) {
    return signs.serves()
        && signs.recent().lasts(second -> isKnown(second) && isBelow(signs, second, 1));
  }

  static String evidence(Signs signs) {
    return "%s can still be taken%s; the server has %s, the workers %s."
        .formatted(
            Words.bytes(signs.recent().mean(second -> second.machine().freeMemory())),
            signs.setup().memory() > 0 ? " of " + Words.bytes(signs.setup().memory()) : "",
            Words.bytes(signs.recent().mean(second -> second.machine().serverMemory())),
            Words.bytes(signs.recent().mean(second -> second.machine().workerMemory())));
  }

  private static Finding finding(Signs signs) {
    boolean gone = signs.recent().lasts(second -> isBelow(signs, second, GONE));
    long each = signs.room().each();
    List<String> fixes = new ArrayList<>();
    fewerWorkers(signs).ifPresent(fixes::add);
    fixes.add(
        "`--preload` loads the app once and shares its memory among the workers; `--max-worker-memory` replaces workers that grow.");
    fixes.add("Use a machine, or a container limit, with more memory.");
    return new Finding(
        CODE,
        gone ? Weight.CRITICAL : Weight.WARNING,
        "Memory is nearly used up: "
            + Words.bytes(signs.recent().mean(second -> second.machine().freeMemory()))
            + " left",
        "When none is left the kernel ends a process, mostly a worker with the requests it runs. A"
            + " reload needs room for one more worker.",
        List.of(
            evidence(signs),
            "%s; the largest worker has %s."
                .formatted(Words.size(signs.seen()), Words.bytes(each))),
        List.copyOf(fixes),
        signs
            .change()
            .map(size -> signs.workers() - size.workers())
            .filter(fewer -> fewer > 0)
            .map(fewer ->
                "%s less %s about %s more."
                    .formatted(
                        Words.plural(fewer, "worker"),
                        fewer == 1 ? "leaves" : "leave",
                        Words.bytes(fewer * each)))
            .orElse("Room for a reload and for requests that need more."));
  }

  /** What to do about the size, where there is more than one worker. */
  static Optional<String> fewerWorkers(Signs signs) {
    return signs
        .change()
        .filter(size -> size.workers() < signs.workers())
        .map(size ->
            "%s with more threads: %s. That is %s at once%s."
                .formatted(
                    size.workers() == signs.workers() - 1 ? "One worker less" : "Fewer workers",
                    StartCommand.scale(size.workers(), size.threads()),
                    Words.plural(size.slots(), "request"),
                    size.slots() == signs.slots() ? ", as now" : " instead of " + signs.slots()));
  }

  private static boolean isKnown(Second second) {
    MachineSeen machine = second.machine();
    return machine.freeMemory() > 0 || machine.workerMemory() > 0;
  }

  private static boolean isBelow(Signs signs, Second second, double part) {
    double limit = Math.clamp(LOW * signs.setup().memory(), LEAST, MOST);
    return second.machine().freeMemory() < part * limit;
  }
}
