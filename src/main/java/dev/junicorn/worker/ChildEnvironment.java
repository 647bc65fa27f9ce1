package dev.junicorn.worker;

import java.util.Map;
import java.util.Set;

/** What of the server's environment is not for the app's processes. */
public final class ChildEnvironment {

  /**
   * What the launcher, systemd or another server told this one; a server that the app starts must
   * not take it for its own. And who may read the console is none of the app's business.
   */
  private static final Set<String> MEANT_FOR_THE_SERVER =
      Set.of(
          "LISTEN_PID",
          "LISTEN_FDS",
          "LISTEN_FDNAMES",
          "WATCHDOG_PID",
          "WATCHDOG_USEC",
          "JUNICORN_HANDOVER",
          "JUNICORN_HANDOVER_BINDS",
          "JUNICORN_LAUNCHER",
          "JUNICORN_CONSOLE_TOKEN",
          "_JAVA_SR_SIGNUM");

  private ChildEnvironment() {}

  /** Removes what is meant for the server. */
  public static void withoutTheServers(Map<String, String> environment) {
    environment.keySet().removeAll(MEANT_FOR_THE_SERVER);
  }
}
