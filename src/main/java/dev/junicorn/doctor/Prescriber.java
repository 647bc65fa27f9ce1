package dev.junicorn.doctor;

import dev.junicorn.doctor.Prescription.Change;
import dev.junicorn.doctor.Prescription.Stay;
import java.util.Optional;

/**
 * Decides the size, for all findings together: whoever names one takes this, so that nobody is told
 * two for one moment. What does most harm comes first.
 */
final class Prescriber {

  private final Signs signs;

  private Prescriber(Signs signs) {
    this.signs = signs;
  }

  /** The size, or why it stays; empty where nothing is found that has to do with it. */
  static Optional<Prescription> prescribe(Signs signs) {
    return new Prescriber(signs).decide();
  }

  private Optional<Prescription> decide() {
    return TooManyWorkers.forTheCores(signs)
        .or(this::forTheMemory)
        .or(this::whereMoreSlotsAreNoCure)
        .or(() -> signs.crowded() ? Optional.of(forTheCrowd()) : Optional.empty());
  }

  /** Memory that is gone ends processes: fewer of them, and threads in place of the others. */
  private Optional<Prescription> forTheMemory() {
    if (signs.room().most() >= signs.workers()) {
      return Optional.empty();
    }
    boolean more = signs.crowded() && whereMoreSlotsAreNoCure().isEmpty();
    Resize size = more ? Resize.of(signs) : Resize.ofAsManySlots(signs);
    String why =
        "Memory is short. A worker is a process with a copy of the app, while a thread costs next to none: fewer workers, with more threads."
            + (more ? " " + size.why() : "");
    return Optional.of(new Change(size.workers(), size.threads(), why, size.atLeast()));
  }

  private Optional<Prescription> whereMoreSlotsAreNoCure() {
    return CrashLoop.size(signs)
        .or(() -> Throttled.size(signs))
        .or(() -> CpuBound.size(signs))
        .or(() -> GilContention.size(signs))
        .or(() -> SharedWait.size(signs));
  }

  private Prescription forTheCrowd() {
    Resize size = Resize.of(signs);
    return size.slots() > signs.slots()
        ? new Change(size.workers(), size.threads(), size.why(), size.atLeast())
        : new Stay(size.bound(signs));
  }
}
