package dev.junicorn.cli;

import dev.junicorn.plan.MachineReader;
import dev.junicorn.plan.PythonSearch;
import dev.junicorn.plan.Sourced;
import dev.junicorn.plan.startup.RunEnvironment;
import dev.junicorn.plan.startup.StartupScript;
import dev.junicorn.startup.ForeignCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The steps of {@code junicorn up}: what is to be started, its environment, the start. */
record Up(UpRequest request, Outside outside, Launcher launcher) {

  private static final String PRE_RUN = "PRE_RUN_COMMAND";

  int run() {
    Optional<StartupScript> script =
        request.startupCommand().map(command -> StartupScript.of(command, request.folder()));
    Sourced<Path> python =
        new PythonSearch(request.folder(), outside.workingDirectory(), outside.environment())
            .find(request.python());
    Map<String, String> variables =
        new RunEnvironment(outside.environment(), request.folder(), python.value())
            .forCommands(new MachineReader(outside.root()).read().cores().value());
    int failed = preRun(variables);
    if (failed != 0) {
      return failed;
    }
    if (script.isEmpty()) {
      return outside.refuse("no startup command");
    }
    return new StartupRun(request, outside, launcher, script.get(), python, variables)
        .run(List.of());
  }

  /** Runs {@code PRE_RUN_COMMAND}; returns 0, or the exit code of a command that failed. */
  private int preRun(Map<String, String> variables) {
    String command = outside.environment().getOrDefault(PRE_RUN, "").strip();
    if (command.isEmpty()) {
      return 0;
    }
    outside.say(PRE_RUN + ": " + command);
    try {
      int code =
          new ForeignCommand(List.of("/bin/sh", "-c", command), request.folder(), variables)
              .runAndWait();
      return code == 0
          ? 0
          : outside.refuse(
              "%s failed with exit code %d, so nothing was started: %s"
                  .formatted(PRE_RUN, code, command));
    } catch (IOException e) {
      return outside.refuse(PRE_RUN + " cannot be run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return outside.refuse(PRE_RUN + " was interrupted.");
    }
  }
}
