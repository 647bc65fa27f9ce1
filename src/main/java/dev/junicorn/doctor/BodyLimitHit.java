package dev.junicorn.doctor;

import dev.junicorn.doctor.Finding.Weight;
import java.util.List;
import java.util.Optional;

/** Clients sent bodies that are larger than allowed. */
final class BodyLimitHit implements Rule {

  static final String CODE = "body-limit-hit";

  /** One is somebody's mistake; some are a limit that is too low. */
  private static final int SOME = 3;

  @Override
  public String code() {
    return CODE;
  }

  @Override
  public Optional<Finding> examine(Signs signs) {
    int hits = signs.fiveMinutes().refused("body_too_large");
    return hits >= SOME ? Optional.of(finding(signs, hits)) : Optional.empty();
  }

  private static Finding finding(Signs signs, int hits) {
    return new Finding(
        CODE,
        Weight.WARNING,
        Words.plural(hits, "request") + " refused with 413 in 5 minutes: the body was too large",
        "A request body may have "
            + Words.bytes(signs.setup().maxRequestBody())
            + " (--max-request-body).",
        List.of("%d refusals in the last 5 minutes.".formatted(hits)),
        List.of(
            "If these uploads are wanted, raise the limit: `--max-request-body 2G`.",
            "If not, nothing is to be done: they never reached the app."),
        "Uploads up to the new limit arrive. They are kept in a file until they are whole.");
  }
}
