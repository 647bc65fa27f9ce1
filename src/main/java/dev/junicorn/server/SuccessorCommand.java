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
   */
  static List<String> of(Map<String, String> environment, List<String> commandLine) {
    List<String> words = commandLine.subList(0, commandLine.size() - 1);
    String launcher = environment.getOrDefault(LAUNCHER_VARIABLE, "");
    int jar = words.indexOf("-jar");
    if (launcher.isEmpty() || jar < 0) {
      return List.copyOf(words);
    }
    List<String> command = new ArrayList<>(List.of(launcher));
    command.addAll(words.subList(jar + 2, words.size()));
    return List.copyOf(command);
  }
}
