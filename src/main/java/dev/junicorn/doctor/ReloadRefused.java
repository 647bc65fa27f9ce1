package dev.junicorn.doctor;

import dev.junicorn.doctor.Finding.Weight;
import dev.junicorn.observation.Refused;
import java.util.List;
import java.util.Optional;

/** The code on the disk is not the code that serves. */
final class ReloadRefused implements Rule {

  static final String CODE = "reload-refused";

  @Override
  public String code() {
    return CODE;
  }

  @Override
  public Optional<Finding> examine(Signs signs) {
    return Optional.ofNullable(signs.now().refused())
        .map(refused -> finding(signs.now().generation(), refused));
  }

  private static Finding finding(int generation, Refused refused) {
    return new Finding(
        CODE,
        Weight.WARNING,
        "The newest code was refused, and the code from before serves",
        "The last reload was not carried out, since the new code did not come up. Without --preload"
            + " a worker that has to be replaced imports what is on the disk, and fails as the"
            + " reload did.",
        List.of(
            "Refused %s ago: %s"
                .formatted(Words.seconds(refused.seconds()), Words.line(refused.why())),
            "Generation %d serves.".formatted(generation)),
        List.of(
            "Correct what this names, or put the code from before back; the log of that time has the whole traceback.",
            "Then load it: `junicorn ctl reload`, or a HUP. `junicorn --check-config` with the server's options tries it before."),
        "The code on the disk is the code that serves, in every worker that comes.");
  }
}
