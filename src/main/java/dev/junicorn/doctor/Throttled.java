package dev.junicorn.doctor;

import dev.junicorn.doctor.Finding.Weight;
import dev.junicorn.doctor.Prescription.Stay;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The container's CPU quota stops the server and its workers again and again. */
final class Throttled implements Rule {

  static final String CODE = "throttled";

  /** The part of the quota's periods in which it is used up; a request of some length meets one. */
  private static final double STOPPED = 0.25;

  @Override
  public String code() {
    return CODE;
  }

  @Override
  public Set<String> explains() {
    return Set.of(CpuBound.CODE, GilContention.CODE, SlotsFull.CODE);
  }

  @Override
  public Optional<Finding> examine(Signs signs) {
    return isFound(signs) ? Optional.of(finding(signs)) : Optional.empty();
  }

  /** None gets more out of the quota. */
  static Optional<Prescription> size(Signs signs) {
    return isFound(signs)
        ? Optional.of(
            new Stay(
                "The container's CPU limit stops the app (throttled): more workers or threads would only use it up sooner."))
        : Optional.empty();
  }

  private static boolean isFound(Signs signs) {
    return signs.serves()
        && signs.recent().lasts(second -> second.machine().throttled() >= STOPPED);
  }

  private static Finding finding(Signs signs) {
    Window recent = signs.recent();
    return new Finding(
        CODE,
        Weight.CRITICAL,
        "The container's CPU limit stops the app in "
            + Words.percent(recent.mean(second -> second.machine().throttled()))
            + " of its periods",
        "The quota of the control group is used up before its period (mostly 0.1 s) is over; until the"
            + " next one begins neither the server nor a worker may run, however idle the machine is.",
        List.of(
            "Stopped in %s of the periods of the last %d seconds."
                .formatted(
                    Words.percent(recent.mean(second -> second.machine().throttled())),
                    recent.seconds().size()),
            "The workers use %s of the %s that the quota allows; the machine uses %s."
                .formatted(
                    Words.cores(recent.mean(second -> second.machine().workerCores())),
                    Words.processors(signs.setup().cores()),
                    Words.cores(recent.mean(second -> second.machine().machineCores()))),
            signs.work().sentence()),
        List.of(
            "Raise the CPU limit: `cpu.max` of the control group, `--cpus` of docker, `resources.limits.cpu` of Kubernetes.",
            "Or make the code cheaper. More workers or threads use the quota up sooner."),
        "Requests no longer stand still for the rest of each period.");
  }
}
