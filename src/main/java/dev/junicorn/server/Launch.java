package dev.junicorn.server;

import dev.junicorn.forensics.CrashReports;
import dev.junicorn.log.Logs;
import dev.junicorn.plan.LaunchPlan;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a server is started with.
 *
 * @param environment the process's environment
 * @param version what {@code --version} says
 * @param pid the process's id
 * @param folder the server's private folder
 * @param crashes hears of every event and passes it on to {@code insight}
 * @param insight hears of every event and passes it on to {@code logs}
 */
record Launch(
    LaunchPlan plan,
    Map<String, String> environment,
    String version,
    long pid,
    Path folder,
    Logs logs,
    CrashReports crashes,
    Insight insight) {

  /** {@code SCRIPT_NAME} for the app: {@code --env} before the environment, as for the app. */
  String scriptName() {
    return scriptName(plan, environment);
  }

  static String scriptName(LaunchPlan plan, Map<String, String> environment) {
    return plan.app()
        .environment()
        .getOrDefault("SCRIPT_NAME", environment.getOrDefault("SCRIPT_NAME", ""));
  }
}
