package dev.junicorn.cli;

import dev.junicorn.plan.AppPlan;
import dev.junicorn.plan.Installer;
import dev.junicorn.plan.Sourced;
import dev.junicorn.plan.StartCommands;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** An {@link AppPlan} for people: what, and below it why. */
final class PlanText {

  /** Wide enough for the longest label, "Dependencies", and two blanks at each side. */
  private static final String INDENT = " ".repeat(16);

  private static final int WIDTH = 96;

  private final AppPlan plan;
  private final StringBuilder text = new StringBuilder();

  PlanText(AppPlan plan) {
    this.plan = plan;
  }

  String render() {
    line("Plan for " + shown(plan.folder().toString()));
    line("");
    start();
    interpreter();
    if (!(plan.start() instanceof AppPlan.Nothing)) {
      dependencies();
      build();
    }
    size();
    commands();
    list(
        UpWords.passedOver(plan),
        plan.rejected().stream().map(one -> one.what() + ": " + one.why()).toList());
    list("Warnings", plan.warnings());
    return text.toString();
  }

  private void start() {
    switch (plan.start()) {
      case AppPlan.App app -> {
        row("App", app.spec().value());
        why(app.spec().source());
        row("Framework", app.framework().value().label());
        if (!app.framework().source().equals(app.spec().source().replace("found in ", ""))) {
          why(app.framework().source());
        }
        row("Folder", relative(app.directory()));
        app.pythonPath().forEach(folder -> why("and " + relative(folder) + " on Python's path"));
        options(app.options());
      }
      case AppPlan.Command(Sourced<String> command, Optional<AppPlan.Reading> reading) -> {
        row("Command", command.value().replace("\n", "\n" + INDENT));
        why(command.source() + "; it counts in place of anything that could be found");
        reading.ifPresent(this::reading);
      }
      case AppPlan.Nothing nothing -> {
        row(
            "App",
            String.join("\n" + INDENT, wrapped("none: " + nothing.why(), WIDTH - INDENT.length())));
        why(nothing.remedy());
      }
    }
  }

  private void reading(AppPlan.Reading reading) {
    switch (reading) {
      case AppPlan.Served served -> {
        why("it is gunicorn's, and served by Junicorn with the same options");
        row("App", served.spec());
        row("Folder", relative(served.directory()));
        row("Runs with", relative(served.python().value()));
        why(served.python().source());
        if (!served.variables().isEmpty()) {
          row("Variables", String.join(", ", served.variables()));
        }
        options(served.options());
      }
      case AppPlan.RunAsItIs(String why) ->
          why("it is run as it is, because " + why + "; Junicorn serves nothing itself");
      case AppPlan.Refused(String why) -> ("refused: " + why).lines().forEach(this::why);
    }
  }

  private void options(AppPlan.AppliedOptions applied) {
    for (int i = 0; i < applied.options().size(); i++) {
      Sourced<String> option = applied.options().get(i);
      row(i == 0 ? "Options" : "", option.value() + " (" + option.source() + ")");
    }
    applied.passedOver().forEach(one -> why("not " + one.what() + ": " + one.why()));
  }

  private void interpreter() {
    AppPlan.Interpreter interpreter = plan.interpreter();
    row(
        "Python",
        interpreter.found().orElse("none")
            + interpreter.path().map(path -> ", " + path.value()).orElse(""));
    interpreter.path().ifPresent(path -> why(path.source()));
    interpreter
        .wanted()
        .ifPresent(wanted -> why("wanted: " + wanted.value() + " (" + wanted.source() + ")"));
  }

  private void dependencies() {
    AppPlan.Dependencies dependencies = plan.dependencies();
    Installer installer = dependencies.installer().value();
    row("Dependencies", installer.words());
    why(dependencies.installer().source());
    dependencies.passedOver().forEach(one -> why("not " + one.what() + ": " + one.why()));
    plan.environment()
        .ifPresent(environment -> {
          row("Environment", relative(environment.folder().value()));
          why(environment.folder().source());
        });
  }

  private void build() {
    if (plan.steps().isEmpty()) {
      row("Build", "nothing to do");
      return;
    }
    List<String> commands = plan.steps().stream().map(this::command).toList();
    for (int i = 0; i < commands.size(); i++) {
      row(i == 0 ? "Build" : "", "%d. %s".formatted(i + 1, commands.get(i)));
      why("   " + plan.steps().get(i).source());
    }
  }

  /** As it would be typed in the plan's folder. */
  private String command(AppPlan.BuildStep step) {
    if (step.argv().getFirst().equals("sh")) {
      return step.argv().getLast().replace("\n", "\n" + INDENT + "   ");
    }
    String words =
        step.argv().stream()
            .map(word -> StartCommands.quoted(relative(Path.of(word))))
            .collect(Collectors.joining(" "));
    return step.directory().equals(plan.folder())
        ? words
        : "cd %s && %s".formatted(StartCommands.quoted(relative(step.directory())), words);
  }

  private void size() {
    if (isServed()) {
      List<String> sentences = plan.sizing().sentences();
      row("Size", sentences.get(2));
      why(sentences.get(0));
      why(sentences.get(1));
      plan.sizing().shortage().ifPresent(this::why);
    }
  }

  private void commands() {
    if (plan.start() instanceof AppPlan.App app) {
      row("Start", StartCommands.junicornLine(plan, app));
      why("with gunicorn: " + StartCommands.gunicornLine(app, plan.sizing()));
    }
  }

  private boolean isServed() {
    return switch (plan.start()) {
      case AppPlan.App _ -> true;
      case AppPlan.Command command -> command.reading().orElse(null) instanceof AppPlan.Served;
      case AppPlan.Nothing _ -> false;
    };
  }

  private void list(String title, List<String> items) {
    if (items.isEmpty()) {
      return;
    }
    line("");
    line("  " + title);
    for (String item : items) {
      List<String> lines = wrapped(item, WIDTH - 4);
      for (int i = 0; i < lines.size(); i++) {
        line((i == 0 ? "  - " : "    ") + lines.get(i));
      }
    }
  }

  private void row(String label, String value) {
    text.append("  %-14s%s%n".formatted(label, shown(value)));
  }

  /** A reason, below what it is for; commands are not broken, so that they can be copied. */
  private void why(String reason) {
    if (reason.contains("gunicorn --")) {
      line(INDENT + reason);
    } else {
      wrapped(reason, WIDTH - INDENT.length()).forEach(part -> line(INDENT + part));
    }
  }

  private void line(String line) {
    text.append(shown(line)).append('\n');
  }

  private String relative(Path path) {
    if (!path.startsWith(plan.folder())) {
      return path.toString();
    }
    String below = plan.folder().relativize(path).toString();
    return below.isEmpty() ? "." : below;
  }

  /** File names may hold anything; what a terminal would act on is shown as a question mark. */
  private static String shown(String text) {
    return text.replaceAll("[\\p{Cntrl}&&[^\n]]", "?");
  }

  static List<String> wrapped(String text, int width) {
    List<String> lines = new ArrayList<>();
    String indent = text.startsWith("   ") ? "   " : "";
    StringBuilder line = new StringBuilder(indent);
    for (String word : text.strip().split(" ", -1)) {
      if (line.length() > indent.length() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
        line.append(indent);
      }
      line.append(line.length() > indent.length() ? " " : "").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
