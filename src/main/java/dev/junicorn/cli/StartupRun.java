package dev.junicorn.cli;

import dev.junicorn.event.Reason;
import dev.junicorn.plan.ConfigError;
import dev.junicorn.plan.Sourced;
import dev.junicorn.plan.startup.StartupCommand;
import dev.junicorn.plan.startup.StartupScript;
import dev.junicorn.shell.Secrets;
import dev.junicorn.startup.ForeignCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

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

  /** What is said of a script without a command. */
  static final String EMPTY =
      "there is no command in it. Write one, or leave it out to have the app found.";

  /** How much of a command is shown. */
  private static final int SHOWN = 300;

  int run() {
    return switch (StartupCommand.read(script.text().value(), variables)) {
      case StartupCommand.Gunicorn gunicorn -> serve(gunicorn);
      case StartupCommand.Other(String why) -> runAsItIs(why);
      case StartupCommand.Nothing _ -> throw new ConfigError(script.text().source(), EMPTY);
    };
  }

  private int serve(StartupCommand.Gunicorn gunicorn) {
    String sentence =
        "Startup command (%s): %s. It is gunicorn's, and served here with the same options"
            .formatted(script.text().source(), shown());
    return new GunicornRun(request, outside, python)
        .serving(gunicorn)
        .noting(List.of(sentence))
        .launch(launcher);
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
      return outside.refuse("the startup command cannot be run: " + Reason.of(e));
    }
    throw new IllegalStateException("a process that was replaced goes on");
  }

  private String shown() {
    String oneLine = Secrets.masked(script.text().value().strip()).replace("\n", " \u23ce ");
    return oneLine.length() <= SHOWN ? oneLine : oneLine.substring(0, SHOWN) + " ...";
  }
}
