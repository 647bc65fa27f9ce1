package dev.junicorn.doctor;

import dev.junicorn.doctor.Finding.Weight;
import dev.junicorn.doctor.Prescription.Stay;
import dev.junicorn.observation.Second;
import dev.junicorn.observation.StackLook.Posture;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The processors are used up, and requests suffer from it: a bigger size would not help. */
final class CpuBound implements Rule {

  static final String CODE = "cpu-bound";

  /** Used up and nobody waits is used well. This share of the time in the app is suffering. */
  private static final double SUFFERS = 0.15;

  /** Where others use the machine, only who is clearly kept from it suffers. */
  private static final double SUFFERS_BY_OTHERS = 0.3;

  @Override
  public String code() {
    return CODE;
  }

  @Override
  public Set<String> explains() {
    return Set.of(GilContention.CODE, SlotsFull.CODE);
  }

  @Override
  public Optional<Finding> examine(Signs signs) {
    if (isByUs(signs)) {
      return Optional.of(byUs(signs));
    }
    return isByOthers(signs) ? Optional.of(byOthers(signs)) : Optional.empty();
  }

  /** None makes processors. */
  static Optional<Prescription> size(Signs signs) {
    if (isByUs(signs)) {
      return Optional.of(
          new Stay(
              "The processors are used up (cpu-bound): more workers or threads would only share them among more requests."));
    }
    return isByOthers(signs)
        ? Optional.of(
            new Stay(
                "Other processes use up the processors (cpu-bound): these are what is missing, not workers or threads."))
        : Optional.empty();
  }

  private static boolean isByUs(Signs signs) {
    return signs.processorsUsedUp() && (signs.work().contention() >= SUFFERS || signs.crowded());
  }

  private static boolean isByOthers(Signs signs) {
    return signs.processorsTaken()
        && signs.work().contention() >= SUFFERS_BY_OTHERS
        && !GilContention.isTheLock(signs.places());
  }

  private static Finding byUs(Signs signs) {
    double workers = signs.recent().mean(second -> second.machine().workerCores());
    double perRequest = signs.perRequest(request -> request.split().cpu());
    return new Finding(
        CODE,
        Weight.CRITICAL,
        "The processors are used up: more threads or workers would not help",
        "The app computes as much as the machine can. Every further request only makes the others"
            + " slower, whatever the number of workers and threads.",
        evidence(signs),
        List.of(
            "Make the code cheaper where the time goes: the route and the line above are where to begin.",
            "Take results that many ask for from a cache.",
            "Use a machine with more processors, or more machines; then also `--workers` of about the number of processors."),
        perRequest == 0
            ? "Twice the processors serve about twice the requests."
            : "A request computes for %s, so %s can serve about %s. Twice the processors, or half the computing, is twice that."
                .formatted(
                    Words.seconds(perRequest),
                    Words.processors(signs.setup().cores()),
                    Words.rate(Math.max(workers, 1e-3) / perRequest)));
  }

  private static Finding byOthers(Signs signs) {
    return new Finding(
        CODE,
        Weight.WARNING,
        "Other processes use up the processors",
        "Requests are ready to compute and do not get a processor, because something else on this"
            + " machine has it.",
        evidence(signs),
        List.of(
            "The system's `top` (`junicorn top` is another) shows which processes they are.",
            "Give the server a machine, or processors, of its own."),
        "Requests take %s less of their time in the app."
            .formatted(Words.percent(signs.work().contention())));
  }

  private static List<String> evidence(Signs signs) {
    Window recent = signs.recent();
    List<String> lines = new ArrayList<>();
    lines.add(
        "Of %s the workers use %s, the server %s; the whole machine %s."
            .formatted(
                Words.processors(signs.setup().cores()),
                Words.cores(recent.mean(second -> second.machine().workerCores())),
                Words.cores(recent.mean(second -> second.machine().serverCores())),
                Words.cores(recent.mean(second -> second.machine().machineCores()))));
    lines.add(signs.work().sentence());
    lines.add(
        "%s: %.1f slots busy, %.1f requests waiting on average."
            .formatted(
                Words.size(signs.seen()), recent.mean(Second::busy), recent.mean(Second::waiting)));
    mostComputing(signs).ifPresent(lines::add);
    Stacks.innermost(
            signs.places().stream().filter(place -> place.posture() == Posture.RUNNING).toList())
        .map(shared ->
            "Computing was seen most often at %s (%s of the looks)."
                .formatted(shared.where(), Words.percent(shared.share())))
        .ifPresent(lines::add);
    return List.copyOf(lines);
  }

  private static Optional<String> mostComputing(Signs signs) {
    List<RouteUse> uses = RouteUse.of(signs.recent(), List.of());
    double all = uses.stream().mapToDouble(RouteUse::cpuSeconds).sum();
    return uses.stream()
        .filter(use -> use.cpuSeconds() > 0)
        .max((one, other) -> Double.compare(one.cpuSeconds(), other.cpuSeconds()))
        .map(use ->
            "%s computes most: %s of the app's computing, %s per request."
                .formatted(
                    Words.plain(use.route()),
                    Words.percent(use.cpuSeconds() / all),
                    Words.seconds(use.cpuSeconds() / Math.max(1, use.requests()))));
  }
}
