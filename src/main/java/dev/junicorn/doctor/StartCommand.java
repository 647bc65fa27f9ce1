package dev.junicorn.doctor;

import dev.junicorn.observation.Setup;
import dev.junicorn.plan.StartCommands;
import java.util.List;
import java.util.Locale;

/** What to type to have another size. */
final class StartCommand {

  /** gunicorn's default and ours. */
  private static final double USUAL_TIMEOUT = 30;

  private StartCommand() {}

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

  private static String gunicorn(Setup setup, int workers, int threads) {
    StringBuilder arguments = new StringBuilder("`gunicorn ");
    if (!setup.folder().isEmpty()) {
      arguments.append("--chdir ").append(StartCommands.quoted(setup.folder())).append(' ');
    }
    setup.binds().forEach(bind -> arguments.append("--bind=").append(bind).append(' '));
    if (setup.timeout() != USUAL_TIMEOUT) {
      arguments.append(String.format(Locale.ROOT, "--timeout %.0f ", setup.timeout()));
    }
    return arguments
        .append("--workers ")
        .append(workers)
        .append(" --threads ")
        .append(threads)
        .append(' ')
        .append(setup.app())
        .append('`')
        .toString();
  }
}
