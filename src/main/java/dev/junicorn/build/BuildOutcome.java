package dev.junicorn.build;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How a build ended. The environment is where to run the app: use its {@code bin/python}. */
public sealed interface BuildOutcome {

  /**
   * Something was built, and all of it.
   *
   * @param environment empty where nothing is installed and the plan's interpreter runs the app
   * @param why what had changed; a sentence
   */
  record Built(Optional<Path> environment, Duration took, String why) implements BuildOutcome {}

  /**
   * Nothing has changed since the last build.
   *
   * @param took what finding that out has cost
   * @param buildTook what the skipped build had cost; zero where another tool built it
   * @param why what was compared; a sentence
   */
  record UpToDate(Optional<Path> environment, Duration took, Duration buildTook, String why)
      implements BuildOutcome {}

  /**
   * The plan has no steps.
   *
   * @param environment one that is there already
   * @param why a sentence
   */
  record NothingToDo(Optional<Path> environment, String why) implements BuildOutcome {}

  /**
   * It could not be done. What was built before is as it was, unless the environment is the user's
   * own.
   *
   * @param what the step and what became of it; a sentence
   * @param causes lines of requirements files that are to blame, or what is known otherwise
   * @param tail the last lines that the step has printed
   * @param remedy what to do; sentences
   */
  record Failed(String what, List<String> causes, List<String> tail, String remedy)
      implements BuildOutcome {}
}
