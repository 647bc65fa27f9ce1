package dev.junicorn.cli;

import dev.junicorn.configfile.ConfigReport;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Reports about configuration files that nobody has executed. */
final class FileReports {

  private static final ObjectMapper JSON = new ObjectMapper();

  private FileReports() {}

  /**
   * The report about a file that sets one name a line.
   *
   * @param settings a JSON object: names and values
   */
  static ConfigReport of(String settings) {
    Map<String, ConfigReport.Value> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> setting : JSON.readTree(settings).properties()) {
      values.put(setting.getKey(), new ConfigReport.Value(setting.getValue(), values.size() + 1));
    }
    return new ConfigReport(values, Map.of());
  }
}
