package dev.junicorn.startup;

import java.util.ArrayList;
import java.util.List;

/** How this very program was started, to start it once more with other arguments. */
public final class OwnCommand {

  private static final String JAR = "-jar";

  private OwnCommand() {}

  /**
   * The words of a second start.
   *
   * @param arguments what follows {@code junicorn}
   * @throws IllegalStateException where the system does not tell how this process was started
   */
  public static List<String> with(List<String> arguments) {
    ProcessHandle.Info info = ProcessHandle.current().info();
    List<String> own = info.arguments().map(List::of).orElse(List.of());
    int jar = own.indexOf(JAR);
    if (jar < 0 || jar + 1 >= own.size() || info.command().isEmpty()) {
      throw new IllegalStateException("the command line of this process cannot be read");
    }
    List<String> words = new ArrayList<>();
    words.add(info.command().get());
    words.addAll(own.subList(0, jar + 2));
    words.addAll(arguments);
    return List.copyOf(words);
  }
}
