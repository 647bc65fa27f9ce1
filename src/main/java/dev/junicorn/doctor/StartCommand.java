package dev.junicorn.doctor;

import dev.junicorn.observation.Setup;
import java.util.Locale;

/** What to type to have another size. */
final class StartCommand {

  /** gunicorn's default and ours. */
  private static final double USUAL_TIMEOUT = 30;

  private StartCommand() {}

  static String scale(int workers, int threads) {
    return "`junicorn ctl scale workers=" + workers + " threads=" + threads + "`";
  }

  static String junicorn(Setup setup, int workers, int threads) {
    return "`junicorn " + arguments(setup, workers, threads) + "`";
  }

  static String gunicorn(Setup setup, int workers, int threads) {
    return "`gunicorn " + arguments(setup, workers, threads) + "`";
  }

  private static String arguments(Setup setup, int workers, int threads) {
    StringBuilder arguments = new StringBuilder();
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
        .toString();
  }
}
