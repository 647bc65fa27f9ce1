package dev.junicorn.build;

import dev.junicorn.plan.AppPlan.Step;
import java.util.Locale;

/** The steps' names, as plans show them. */
final class StepNames {

  private StepNames() {}

  static String of(Step step) {
    return step.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
