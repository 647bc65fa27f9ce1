package dev.junicorn.cli;

import dev.junicorn.plan.ConfigError;
import dev.junicorn.plan.Sourced;
import dev.junicorn.plan.startup.RunEnvironment;
import dev.junicorn.plan.startup.StartupCommand;
import dev.junicorn.plan.startup.StartupScript;
import dev.junicorn.startup.ForeignCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Does what a startup command says. It is exclusive: where it fails, nothing else is tried.
 *
 * @param python the interpreter of the app's environment
 * @param variables those of the app's environment, for commands
 */
record StartupRun(
    UpRequest request,
    Outside outside,
    Launcher launcher,
    StartupScript script,
    Sourced<Path> python,
    Map<String, String> variables) {

  private static final String SOURCE = "the startup command";

  /** How much of a command is shown. */
  private static final int SHOWN = 300;

  int run() {
    return switch (StartupCommand.read(script.text().value(), variables)) {
      case StartupCommand.Gunicorn gunicorn -> serve(gunicorn);
      case StartupCommand.Other(String why) -> runAsItIs(why);
      case StartupCommand.Nothing _ ->
          throw new ConfigError(
              script.text().source(),
              "there is no command in it.",
              "Write one, or leave it out to have the app found.");
    };
  }

  private int serve(StartupCommand.Gunicorn gunicorn) {
    String sentence =
        "Startup command (%s): %s. It is gunicorn's, and served here with the same options"
            .formatted(script.text().source(), shown());
    Map<String, String> environment = new LinkedHashMap<>(outside.environment());
    environment.putAll(gunicorn.variables());
    Outside inFolder = outside.in(request.folder(), environment);
    Sourced<List<String>> line = new Sourced<>(gunicorn.arguments(), SOURCE);
    List<String> apps;
    try {
      // Read alone, it names the app; the arguments of "up" name the folder.
      apps = new Serving(inFolder).read(List.of(line)).apps;
    } catch (ConfigError e) {
      return outside.refuse(
          e.getMessage()
              + "\nThis is said of the startup command, which was taken for gunicorn's. To have"
              + " gunicorn itself run it, write: sh -c '...'");
    }
    List<Sourced<List<String>>> lines = new ArrayList<>();
    lines.add(Serving.platform(environment));
    lines.add(interpreter(gunicorn.interpreter()));
    lines.add(Serving.commandArguments(environment));
    lines.add(line);
    lines.addAll(request.lines());
    lines.add(new Sourced<>(withSeparator(apps), SOURCE));
    Serving serving = new Serving(inFolder, new UpOptions());
    serving.read(lines);
    return serving.noting(List.of(sentence)).with(forTheApp(gunicorn)).launch(launcher);
  }

  /** Runs the command in the place of this process. */
  private int runAsItIs(String why) {
    List<String> idle =
        request.options().stream().filter(name -> !name.equals("--python")).toList();
    if (!idle.isEmpty()) {
      throw new ConfigError(
          String.join(" ", idle),
          "the startup command is run as it is, because " + why + ", so no option reaches it.",
          "Write the option into the command, or leave out one of both.");
    }
    outside.say("Startup command (%s): %s".formatted(script.text().source(), shown()));
    outside.say("It is run as it is, because " + why + "; Junicorn serves nothing itself");
    outside.say(
        "PORT is %s, HOST is %s, Python is %s (%s)"
            .formatted(
                variables.get("PORT"), variables.get("HOST"), python.value(), python.source()));
    try {
      new ForeignCommand(script.words(), request.folder(), variables)
          .replaceThisProcess(python.value());
    } catch (IOException e) {
      return outside.refuse("the startup command cannot be run: " + e.getMessage());
    }
    throw new IllegalStateException("a process that was replaced goes on");
  }

  private Sourced<List<String>> interpreter(Optional<String> named) {
    Optional<Path> path =
        named.map(name -> request.folder().resolve(name)).filter(Files::isExecutable);
    return new Sourced<>(
        List.of("--python=" + path.orElse(python.value())),
        path.isPresent() ? SOURCE : python.source());
  }

  private Map<String, String> forTheApp(StartupCommand.Gunicorn gunicorn) {
    Map<String, String> all =
        new LinkedHashMap<>(
            new RunEnvironment(outside.environment(), request.folder(), python.value())
                .activation());
    all.putAll(gunicorn.variables());
    return all;
  }

  private String shown() {
    String oneLine = script.text().value().strip().replace("\n", " \u23ce ");
    return oneLine.length() <= SHOWN ? oneLine : oneLine.substring(0, SHOWN) + " ...";
  }

  private static List<String> withSeparator(List<String> apps) {
    List<String> words = new ArrayList<>(List.of("--"));
    words.addAll(apps);
    return words;
  }
}
