package dev.junicorn.build;

import java.util.List;

/** Ends a build from deep inside; {@link Builder} turns it into its outcome. */
final class BuildFailure extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient BuildOutcome.Failed outcome;

  BuildFailure(String what, String remedy) {
    this(new BuildOutcome.Failed(what, List.of(), List.of(), remedy));
  }

  BuildFailure(BuildOutcome.Failed outcome) {
    super(outcome.what());
    this.outcome = outcome;
  }

  BuildOutcome.Failed outcome() {
    return outcome;
  }
}
