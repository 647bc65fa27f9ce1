package dev.junicorn.doctor;

import dev.junicorn.doctor.Finding.Weight;
import java.util.List;
import java.util.Optional;

/** Requests were turned away because too many waited, or for too long. */
final class QueueLimitHit implements Rule {

  static final String CODE = "queue-limit-hit";

  @Override
  public String code() {
    return CODE;
  }

  @Override
  public Optional<Finding> examine(Signs signs) {
    int full = signs.minute().refused("queue_full");
    int late = signs.minute().refused("queue_timeout");
    return full + late > 0 ? Optional.of(finding(signs, full, late)) : Optional.empty();
  }

  private static String waiting(Signs signs) {
    int waiting = signs.now().waiting();
    return waiting == 0
        ? "None is waiting now."
        : "%d %s waiting now, the first for %s."
            .formatted(
                waiting, waiting == 1 ? "is" : "are", Words.seconds(signs.now().oldestWait()));
  }

  private static Finding finding(Signs signs, int full, int late) {
    return new Finding(
        CODE,
        Weight.CRITICAL,
        Words.plural((long) full + late, "request") + " turned away with 503 in the last minute",
        "More requests came than could be served, until the wait queue had no room or they had waited"
            + " too long in it.",
        List.of(
            "%d found the queue full (--queue-limit %d), %d waited too long (--queue-timeout %s)."
                .formatted(
                    full,
                    signs.setup().queueLimit(),
                    late,
                    Words.seconds(signs.setup().queueTimeout())),
            waiting(signs)),
        List.of(
            "Shorter requests, or more slots: `junicorn doctor` says what they wait for, `junicorn advise` whether another size helps.",
            "A longer queue helps only against bursts: `--queue-limit` and `--queue-timeout`."),
        "No 503s. Where the load stays above what the size can serve, a longer queue only makes clients wait longer for them.");
  }
}
