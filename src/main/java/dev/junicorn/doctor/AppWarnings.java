package dev.junicorn.doctor;

import dev.junicorn.doctor.Finding.Weight;
import dev.junicorn.observation.PrintedWarning;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The app prints texts that call themselves warnings. */
final class AppWarnings implements Rule {

  static final String CODE = "app-warnings";

  private static final int SHOWN = 5;

  @Override
  public String code() {
    return CODE;
  }

  @Override
  public Optional<Finding> examine(Signs signs) {
    List<PrintedWarning> warnings = signs.seen().warnings();
    return warnings.isEmpty() ? Optional.empty() : Optional.of(finding(warnings));
  }

  private static Finding finding(List<PrintedWarning> warnings) {
    return new Finding(
        CODE,
        Weight.NOTE,
        "The app prints warnings: " + Words.plural(warnings.size(), "kind"),
        "Python or a library found something that it wants to be changed: an interface that will go"
            + " away, a file that was not closed, a setting meant for development.",
        warnings.stream()
            .sorted(Comparator.comparingLong(PrintedWarning::count).reversed())
            .limit(SHOWN)
            .map(warning -> warning.count() + " x " + Words.plain(warning.text()))
            .toList(),
        List.of(
            "Read them and change the code, or the version of the library, that they name.",
            "What shall stay can be silenced: `warnings.filterwarnings`, or `--env PYTHONWARNINGS=ignore`."),
        "A log in which new warnings are seen.");
  }
}
