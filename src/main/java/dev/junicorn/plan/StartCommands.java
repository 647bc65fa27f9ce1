package dev.junicorn.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** An app and its sizes as command lines. */
public final class StartCommands {

  private StartCommands() {}

  /** The same for a shell, with the interpreter where Junicorn would not find it by itself. */
  public static String junicornLine(AppPlan plan, AppPlan.App app) {
    List<String> words = new ArrayList<>(junicorn(app, plan.sizing()));
    python(plan, app).ifPresent(path -> words.addAll(1, List.of("--python", path.toString())));
    return words.stream().map(StartCommands::quoted).collect(Collectors.joining(" "));
  }

  private static Optional<Path> python(AppPlan plan, AppPlan.App app) {
    Optional<Sourced<Path>> environment = plan.appEnvironment().map(AppPlan.Environment::folder);
    if (environment.isPresent()) {
      boolean isFound = app.directory().equals(environment.get().value().getParent());
      return environment
          .filter(folder -> !isFound && !folder.source().startsWith("VIRTUAL_ENV"))
          .map(folder -> folder.value().resolve("bin/python"));
    }
    return plan.interpreter()
        .path()
        .filter(path -> !path.source().endsWith(" on PATH"))
        .map(Sourced::value);
  }

  /** What starts it here, word by word, without a bind. */
  public static List<String> junicorn(AppPlan.App app, Sizing sizing) {
    List<String> words = new ArrayList<>();
    words.add("junicorn");
    words.addAll(arguments(app, sizing));
    return List.copyOf(words);
  }

  /** What would start it with gunicorn, as a line for a shell, for those who stay with it. */
  public static String gunicornLine(AppPlan.App app, Sizing sizing) {
    return "gunicorn "
        + arguments(app, sizing).stream()
            .map(StartCommands::quoted)
            .collect(Collectors.joining(" "));
  }

  private static List<String> arguments(AppPlan.App app, Sizing sizing) {
    List<String> words = new ArrayList<>();
    words.add("--chdir");
    words.add(app.directory().toString());
    if (!app.pythonPath().isEmpty()) {
      words.add("--pythonpath");
      words.add(app.pythonPath().stream().map(Path::toString).collect(Collectors.joining(",")));
    }
    words.add("--workers");
    words.add(String.valueOf(sizing.size().workers().value()));
    words.add("--threads");
    words.add(String.valueOf(sizing.size().threads().value()));
    words.add(app.spec().value());
    return words;
  }

  /** The word as a POSIX shell reads it back. */
  public static String quoted(String word) {
    return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
