package dev.junicorn.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

/** How a build must have ended. */
final class Outcomes {

  private Outcomes() {}

  static BuildOutcome.Built built(BuildOutcome outcome) {
    assertThat(outcome).isInstanceOf(BuildOutcome.Built.class);
    return (BuildOutcome.Built) outcome;
  }

  static BuildOutcome.UpToDate upToDate(BuildOutcome outcome) {
    assertThat(outcome).isInstanceOf(BuildOutcome.UpToDate.class);
    return (BuildOutcome.UpToDate) outcome;
  }

  static BuildOutcome.Failed failed(BuildOutcome outcome) {
    assertThat(outcome).isInstanceOf(BuildOutcome.Failed.class);
    return (BuildOutcome.Failed) outcome;
  }

  static Path environment(BuildOutcome.Built built) {
    return built.environment().orElseThrow();
  }
}
