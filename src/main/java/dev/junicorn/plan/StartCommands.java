package dev.junicorn.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** An app and its sizes as command lines. */
public final class StartCommands {

  private StartCommands() {}

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
