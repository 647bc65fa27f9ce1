package dev.junicorn.doctor;

import dev.junicorn.doctor.Finding.Weight;
import java.util.List;
import java.util.Optional;

/** Connections are closed sooner than proxies expect. */
final class KeepAliveShort implements Rule {

  static final String CODE = "keep-alive-short";

  /** nginx and AWS's load balancer keep idle connections for 60 s, others longer. */
  private static final double PROXIES = 60;

  @Override
  public String code() {
    return CODE;
  }

  @Override
  public Optional<Finding> examine(Signs signs) {
    double keepAlive = signs.setup().keepAlive();
    return keepAlive > 0 && keepAlive < PROXIES
        ? Optional.of(finding(keepAlive))
        : Optional.empty();
  }

  private static Finding finding(double keepAlive) {
    return new Finding(
        CODE,
        Weight.NOTE,
        "--keep-alive %s is shorter than a proxy's".formatted(Words.seconds(keepAlive)),
        "A proxy keeps idle connections for 60 s or more. If the server closes one first, just as the"
            + " proxy sends a request on it, that request fails: a 502 now and then, without a trace in"
            + " the app.",
        List.of(
            "--keep-alive is %s; nginx and AWS's load balancer use 60 s."
                .formatted(Words.seconds(keepAlive))),
        List.of(
            "`--keep-alive 75`, or leave it out: an idle connection costs no thread here.",
            "With gunicorn, whose default is 2 s: `gunicorn --keep-alive 75` (needs `--threads` of 2 or more).",
            "With no proxy in front this does no harm."),
        "No 502s of that kind.");
  }
}
