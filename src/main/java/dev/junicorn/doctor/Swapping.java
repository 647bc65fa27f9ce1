package dev.junicorn.doctor;

import dev.junicorn.doctor.Finding.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The machine moves memory to its disk and back. */
final class Swapping implements Rule {

  static final String CODE = "swapping";

  /** Pages a second, 1 MB: less is the kernel tidying up. */
  private static final long PAGES = 256;

  @Override
  public String code() {
    return CODE;
  }

  @Override
  public Optional<Finding> examine(Signs signs) {
    return isSwapping(signs) ? Optional.of(finding(signs)) : Optional.empty();
  }

  static boolean isSwapping(Signs signs) {
    return signs.serves() && signs.recent().lasts(second -> second.machine().swapped() >= PAGES);
  }

  private static Finding finding(Signs signs) {
    List<String> fixes = new ArrayList<>();
    MemoryLow.fewerWorkers(signs).ifPresent(fixes::add);
    fixes.add(
        "See with the system's `top` whether something else on this machine takes the memory.");
    fixes.add("Use a machine with more memory.");
    return new Finding(
        CODE,
        Weight.CRITICAL,
        "The machine swaps: memory is moved to disk and back",
        "More memory is in use than there is. A request whose memory is on the disk waits for it, and"
            + " everything gets slow by chance.",
        List.of(
            "%.0f pages a second go to swap or come from it."
                .formatted(signs.recent().mean(second -> second.machine().swapped())),
            MemoryLow.evidence(signs)),
        List.copyOf(fixes),
        "Times get even again as soon as everything fits.");
  }
}
