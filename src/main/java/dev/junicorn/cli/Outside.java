package dev.junicorn.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything a command knows of the outside.
 *
 * @param environment the process's environment
 * @param workingDirectory where it was started, absolute
 * @param root {@code /}; another folder in tests
 * @param version what {@code --version} says
 * @param configFiles how gunicorn's configuration files are read
 */
record Outside(
    Map<String, String> environment,
    Path workingDirectory,
    Path root,
    String version,
    ConfigFiles configFiles,
    PrintWriter out,
    PrintWriter err) {

  /** Says what is wrong with the settings; returns the exit code. */
  int refuse(String message) {
    complain(message);
    return ExitCode.CONFIG.code();
  }

  /** Says something on standard error. */
  void complain(@Nullable String message) {
    err.println("junicorn: " + message);
    err.flush();
  }

  /** Where temporary files go: {@code TMPDIR}, else the usual place. */
  Path temporaryFolder() {
    String chosen = environment.getOrDefault("TMPDIR", "");
    return chosen.isEmpty() ? root.resolve("tmp") : workingDirectory.resolve(chosen);
  }

  /** Says what is done, before there is a log. */
  void say(String sentence) {
    out.println("junicorn: " + sentence);
    out.flush();
  }

  /** The same, started in another folder with another environment. */
  Outside in(Path folder, Map<String, String> variables) {
    return new Outside(variables, folder, root, version, configFiles, out, err);
  }

  /** The same where no configuration file is executed. */
  Outside executingNothing() {
    return new Outside(environment, workingDirectory, root, version, ConfigFiles.UNREAD, out, err);
  }
}
