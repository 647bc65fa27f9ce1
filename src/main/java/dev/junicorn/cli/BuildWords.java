package dev.junicorn.cli;

import dev.junicorn.build.BuildOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What became of a build, for people. */
final class BuildWords {

  private BuildWords() {}

  /** Sentences about a build that has not failed. */
  static List<String> of(BuildOutcome outcome) {
    return switch (outcome) {
      case BuildOutcome.Built(Optional<Path> environment, Duration took, String _) ->
          List.of("built%s in %s.".formatted(in(environment), seconds(took)));
      case BuildOutcome.UpToDate(
              Optional<Path> environment,
              Duration took,
              Duration before,
              String why) ->
          List.of(
              "nothing to build%s: %s Found in %d ms%s."
                  .formatted(
                      in(environment),
                      why,
                      took.toMillis(),
                      before.isZero() ? "" : "; the build had taken " + seconds(before)));
      case BuildOutcome.NothingToDo(Optional<Path> _, String why) -> List.of(why);
      case BuildOutcome.Failed failed -> List.of(of(failed));
    };
  }

  /** Several lines about one that has: what, which requirement, the last output, what to do. */
  static String of(BuildOutcome.Failed failed) {
    StringBuilder text = new StringBuilder("junicorn: the build failed. ").append(failed.what());
    if (!failed.causes().isEmpty()) {
      text.append("\nTo blame:");
      failed.causes().forEach(cause -> text.append("\n  ").append(cause));
    }
    if (!failed.tail().isEmpty()) {
      text.append("\nThe last that it said:");
      failed.tail().forEach(line -> text.append("\n  | ").append(line));
    }
    return text.append("\nWhat to do: ").append(failed.remedy()).toString();
  }

  private static String in(Optional<Path> environment) {
    return environment.map(folder -> " in " + folder).orElse("");
  }

  private static String seconds(Duration duration) {
    return "%.1f s".formatted(duration.toMillis() / 1000.0);
  }
}
