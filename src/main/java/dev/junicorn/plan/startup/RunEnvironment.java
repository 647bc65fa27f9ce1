package dev.junicorn.plan.startup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The variables that an app's programs run with.
 *
 * @param inherited the process's environment
 * @param folder the app's folder, absolute
 * @param python the interpreter that runs the app, absolute
 */
public record RunEnvironment(Map<String, String> inherited, Path folder, Path python) {

  /** App Service's port, and gunicorn's. */
  private static final String PORT = "8000";

  private static final String USUAL_PATH = "/usr/local/bin:/usr/bin:/bin";

  /** What activating the interpreter's virtual environment sets; nothing where it is in none. */
  public Map<String, String> activation() {
    Path bin = python.getParent();
    Path environment = bin == null ? null : bin.getParent();
    if (bin == null || environment == null || !Files.exists(environment.resolve("pyvenv.cfg"))) {
      return Map.of();
    }
    return Map.of("VIRTUAL_ENV", environment.toString(), "PATH", bin + ":" + path());
  }

  /**
   * All variables for a command that is run as it is: with the virtual environment, and with what
   * App Service would set. What is set already stays.
   *
   * @param cores for {@code NUM_CORES}
   */
  public Map<String, String> forCommands(int cores) {
    Map<String, String> all = new LinkedHashMap<>(inherited);
    all.putIfAbsent("HOST", "0.0.0.0");
    all.putIfAbsent("PORT", PORT);
    all.putIfAbsent("NUM_CORES", Integer.toString(cores));
    all.put("APP_PATH", folder.toString());
    all.put("PATH", path());
    all.putAll(activation());
    // Programs of the app's own come last, as on App Service.
    all.merge("PATH", folder.toString(), (path, own) -> path + ":" + own);
    return Collections.unmodifiableMap(all);
  }

  private String path() {
    String path = inherited.getOrDefault("PATH", "");
    return path.isEmpty() ? USUAL_PATH : path;
  }
}
