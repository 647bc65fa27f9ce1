package dev.junicorn.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The command that starts this server once more. The launcher says where it is, so that the new
 * server is what is installed now; without it the JVM is started as this one was.
 */
final class SuccessorCommand {

  /** The launcher's path, as it was called. */
  static final String LAUNCHER_VARIABLE = "JUNICORN_LAUNCHER";

  private SuccessorCommand() {}

  /**
   * The words to run.
   *
   * @param commandLine this process's own, as {@code /proc/self/cmdline} has it: the JVM, its
   *     options, {@code -jar}, the jar, the server's arguments, and an empty word
   * @param signalsAreBlocked whether what this process starts inherits that. The launcher is to
   *     begin as in a shell then: a signal that comes before it has become a server ends it, and is
   *     not lost where the launcher ignores it for the server.
   */
  static List<String> of(
      Map<String, String> environment, List<String> commandLine, boolean signalsAreBlocked) {
    List<String> words = commandLine.subList(0, commandLine.size() - 1);
    String launcher = environment.getOrDefault(LAUNCHER_VARIABLE, "");
    int jar = words.indexOf("-jar");
    if (launcher.isEmpty() || jar < 0) {
      return List.copyOf(words);
    }
    List<String> command = new ArrayList<>();
    if (signalsAreBlocked) {
      // Which unblocks them, too; an env that has blocked them knows the option.
      command.addAll(List.of("env", "--default-signal=" + ServerSignal.names()));
    }
    command.add(launcher);
    command.addAll(words.subList(jar + 2, words.size()));
    return List.copyOf(command);
  }
}
