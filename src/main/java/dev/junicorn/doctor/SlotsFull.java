package dev.junicorn.doctor;

import dev.junicorn.doctor.Finding.Weight;
import dev.junicorn.observation.Second;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * All slots are busy and requests wait, while the processors have nothing to do: the app waits for
 * something else, and so do the clients.
 */
final class SlotsFull implements Rule {

  static final String CODE = "slots-full";

  /** So many of the busy slots at one line are worth saying where. */
  private static final double AGREE = 0.6;

  private static final double MOSTLY = 0.5;

  /** What is left of the wait for a slot, at most, where there are enough of them. Seconds. */
  private static final double SHORT = 0.1;

  @Override
  public String code() {
    return CODE;
  }

  @Override
  public Optional<Finding> examine(Signs signs) {
    return signs.crowded() ? Optional.of(finding(signs, Resize.of(signs))) : Optional.empty();
  }

  private static Finding finding(Signs signs, Resize size) {
    boolean idle = signs.processorsIdle();
    return new Finding(
        CODE,
        Weight.CRITICAL,
        title(signs.slots(), idle),
        cause(signs, idle),
        evidence(signs, size),
        fixes(signs, size),
        expected(signs, size));
  }

  private static String title(int slots, boolean idle) {
    String all = slots == 1 ? "The only slot is busy" : "All " + slots + " slots are busy";
    return all + (idle ? " while the processors idle" : ", and requests wait for one");
  }

  private static String cause(Signs signs, boolean idle) {
    return "A slot is one thread of one worker and runs one request at a time. "
        + (signs.slots() == 1 ? "The only one is taken" : "All are taken")
        + (signs.work().cpu() > MOSTLY
            ? " by requests that mostly compute. A worker computes on one processor at a time, whatever"
                + " its threads, so more workers bring more."
            : " by requests that mostly wait, for a database or another service for example, so new"
                + " requests queue"
                + (idle ? " although the machine has time for them" : "")
                + ". More threads let more of them wait at the same time.");
  }

  private static List<String> evidence(Signs signs, Resize size) {
    Window recent = signs.recent();
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s: %.1f of %d slots busy, %.1f requests waiting on average; the wait for a slot was up to %s (p95)."
            .formatted(
                Words.size(signs.seen()),
                recent.mean(Second::busy),
                signs.slots(),
                recent.mean(Second::waiting),
                Words.seconds(queueP95(recent))));
    lines.add(
        "The workers use %s of %s. %s"
            .formatted(
                Words.cores(recent.mean(second -> second.machine().workerCores())),
                Words.processors(signs.setup().cores()),
                signs.work().sentence()));
    lines.add(signs.change().map(Prescription::why).orElse(size.why()));
    Stacks.innermost(signs.places())
        .filter(shared -> shared.share() >= AGREE)
        .map(shared ->
            "%s of the requests looked at were at %s."
                .formatted(Words.percent(shared.share()), shared.where()))
        .ifPresent(lines::add);
    return List.copyOf(lines);
  }

  private static List<String> fixes(Signs signs, Resize size) {
    List<String> fixes = new ArrayList<>();
    int workers = size.workers();
    int threads = size.threads();
    if (signs.change().isEmpty()) {
      return List.of("More slots do not help or do not fit. " + size.bound(signs));
    }
    if (size.atLeast()) {
      fixes.add("At least, and without a restart: " + StartCommand.scale(workers, threads) + ".");
    } else {
      fixes.add("Now, without a restart: " + StartCommand.scale(workers, threads) + ".");
    }
    fixes.addAll(StartCommand.forGood(signs.setup(), workers, threads));
    if (!signs.setup().platform().isEmpty()) {
      fixes.add("On " + signs.setup().platform() + " that line is the startup command.");
    }
    return List.copyOf(fixes);
  }

  private static String expected(Signs signs, Resize size) {
    if (size.atLeast()) {
      return "%d requests at once instead of %d, and shorter waits or fewer that are turned away. Whether it is enough shows only then: look again."
          .formatted(size.slots(), signs.slots());
    }
    double queue = queueP95(signs.recent());
    String wait =
        size.reached()
            ? "the wait for a slot falls from "
                + Words.seconds(queue)
                + " (p95) to "
                + (queue > SHORT ? "under 0.1 s" : "next to nothing")
            : "the wait for a slot gets shorter, but does not end: "
                + String.format(Locale.ROOT, "%.0f", size.need())
                + " would be needed";
    return "%d requests at once instead of %d: %s at this load, if what the requests wait for can do that many at once. The workers then use about %s of %s; a thread costs next to no memory."
        .formatted(
            size.slots(),
            signs.slots(),
            wait,
            Words.cores(size.cores()),
            Words.processors(signs.setup().cores()));
  }

  private static double queueP95(Window window) {
    return window.most(second -> Math.max(second.queueWait().p95(), second.oldestWait()));
  }
}
