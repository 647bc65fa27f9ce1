package dev.junicorn.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** gunicorn's hooks: functions of a configuration file, which are not called here. */
final class FileHooks {

  private static final String WHERE_WORKERS_START =
      "what a worker does at its start belongs where the app is imported, in each worker (with"
          + " --preload: os.register_at_fork)";
  private static final String WHERE_WORKERS_END =
      "what a worker does at its end belongs into atexit.register (prometheus_client needs"
          + " nothing)";
  private static final String AROUND_REQUESTS =
      "what is done for each request belongs into a middleware";
  private static final String BY_THE_SERVICE =
      "what is done once, before or after the server, belongs into PRE_RUN_COMMAND of junicorn up"
          + " or the service manager";
  private static final String NOWHERE = "";

  private static final Map<String, String> REMEDIES = new LinkedHashMap<>();

  static {
    List.of("post_fork", "post_worker_init")
        .forEach(hook -> REMEDIES.put(hook, WHERE_WORKERS_START));
    List.of("worker_int", "worker_abort", "worker_exit", "child_exit")
        .forEach(hook -> REMEDIES.put(hook, WHERE_WORKERS_END));
    List.of("pre_request", "post_request").forEach(hook -> REMEDIES.put(hook, AROUND_REQUESTS));
    List.of("on_starting", "when_ready", "on_exit")
        .forEach(hook -> REMEDIES.put(hook, BY_THE_SERVICE));
    List.of(
            "on_reload",
            "pre_fork",
            "pre_exec",
            "nworkers_changed",
            "ssl_context",
            "on_dirty_starting",
            "dirty_post_fork",
            "dirty_worker_init",
            "dirty_worker_exit")
        .forEach(hook -> REMEDIES.put(hook, NOWHERE));
  }

  private FileHooks() {}

  /** Their names. */
  static Set<String> names() {
    return REMEDIES.keySet();
  }

  /**
   * The warning about hooks that a file defines.
   *
   * @param defined at least one
   */
  static String warning(String file, List<String> defined) {
    List<String> remedies = new ArrayList<>();
    for (String hook : defined) {
      String remedy = REMEDIES.getOrDefault(hook, NOWHERE);
      if (!remedy.isEmpty() && !remedies.contains(remedy)) {
        remedies.add(remedy);
      }
    }
    String instead = String.join("; ", remedies);
    return "%s defines %s, which %s called: gunicorn's hooks do not exist here%s"
        .formatted(
            file,
            String.join(", ", defined),
            defined.size() == 1 ? "is not" : "are not",
            instead.isEmpty() ? "" : ". Instead: " + instead);
  }
}
