package dev.junicorn.doctor;

import dev.junicorn.observation.Setup;
import dev.junicorn.plan.StartCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What to type to have another size. */
public final class StartCommand {

  /** gunicorn's default and ours. */
  private static final double USUAL_TIMEOUT = 30;

  private StartCommand() {}

  /** This size with gunicorn, as a line for a shell. */
  public static String gunicornLine(Setup setup, int workers, int threads) {
    List<String> words = new ArrayList<>(List.of("gunicorn"));
    if (!setup.folder().isEmpty()) {
      words.addAll(List.of("--chdir", setup.folder()));
    }
    setup.binds().forEach(bind -> words.add("--bind=" + bind));
    if (setup.timeout() != USUAL_TIMEOUT) {
      // It takes whole seconds; 0 is "no limit" there, too.
      words.addAll(List.of("--timeout", "" + (long) Math.ceil(setup.timeout())));
    }
    words.addAll(List.of("--workers", "" + workers, "--threads", "" + threads));
    if (setup.preload()) {
      words.add("--preload");
    }
    words.add(setup.app());
    return words.stream().map(StartCommands::quoted).collect(Collectors.joining(" "));
  }

  private static String gunicorn(Setup setup, int workers, int threads) {
    return "`" + gunicornLine(setup, workers, threads) + "`";
  }

  static String scale(int workers, int threads) {
    return "`junicorn ctl scale workers=" + workers + " threads=" + threads + "`";
  }

  /** What to change where the server is started, with gunicorn's line for who may go back. */
  static List<String> forGood(Setup setup, int workers, int threads) {
    return List.of(
        "For good: " + options(workers, threads) + ".",
        "The same size with gunicorn: " + gunicorn(setup, workers, threads) + ".");
  }

  /** The other options, of which some are not known here, stay as they are. */
  private static String options(int workers, int threads) {
    return "start with `--workers " + workers + " --threads " + threads + "`";
  }
}
