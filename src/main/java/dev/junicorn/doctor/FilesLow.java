package dev.junicorn.doctor;

import dev.junicorn.doctor.Finding.Weight;
import dev.junicorn.observation.Second;
import java.util.List;
import java.util.Optional;

/** The server has nearly as many files and connections open as it may. */
final class FilesLow implements Rule {

  static final String CODE = "files-low";

  private static final double LOW = 0.8;
  private static final double GONE = 0.95;

  @Override
  public String code() {
    return CODE;
  }

  @Override
  public Optional<Finding> examine(Signs signs) {
    int limit = signs.setup().fileLimit();
    return limit > 0 && signs.recent().lasts(second -> second.machine().openFiles() >= LOW * limit)
        ? Optional.of(finding(signs, limit))
        : Optional.empty();
  }

  private static Finding finding(Signs signs, int limit) {
    int open = (int) signs.recent().most(second -> second.machine().openFiles());
    return new Finding(
        CODE,
        open >= GONE * limit ? Weight.CRITICAL : Weight.WARNING,
        "%d of %d file descriptors are in use".formatted(open, limit),
        "Every client's connection needs one, and large bodies do. When none is left, new clients are"
            + " not accepted.",
        List.of(
            "%d open, %d allowed; %.0f connections of clients."
                .formatted(open, limit, signs.recent().mean(Second::connections))),
        List.of(
            "Raise the limit where the server is started: `ulimit -n 65536`, or `LimitNOFILE=65536` in the systemd unit.",
            "Let idle connections go sooner: a smaller `--keep-alive`, but longer than the proxy's."),
        "New clients are accepted; each connection needs one descriptor.");
  }
}
