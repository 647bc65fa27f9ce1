package dev.junicorn.configfile;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What a configuration file has set.
 *
 * @param settings by name, of those that were asked for
 * @param variables those that it has set in its environment
 */
public record ConfigReport(Map<String, Value> settings, Map<String, String> variables) {

  /**
   * One setting.
   *
   * @param json its value; what JSON does not have is an object with {@code name} and {@code shown}
   * @param line where the file sets it; 0 where that is not known
   */
  public record Value(JsonNode json, int line) {}

  /** Reads what {@code configuration.py} reports of a file that raised nothing. */
  static ConfigReport of(JsonNode report) {
    Map<String, Value> settings = new LinkedHashMap<>();
    report
        .path("settings")
        .properties()
        .forEach(setting ->
            settings.put(
                setting.getKey(),
                new Value(
                    setting.getValue().path("value"), setting.getValue().path("line").asInt())));
    Map<String, String> variables = new LinkedHashMap<>();
    report
        .path("variables")
        .properties()
        .forEach(variable -> variables.put(variable.getKey(), variable.getValue().asString()));
    return new ConfigReport(
        Collections.unmodifiableMap(settings), Collections.unmodifiableMap(variables));
  }
}
