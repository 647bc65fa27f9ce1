package dev.junicorn.cli;

import dev.junicorn.configfile.ConfigFile;
import dev.junicorn.configfile.ConfigFileProcess;
import dev.junicorn.configfile.ConfigReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.StringNode;

/** How gunicorn's configuration files are read. */
interface ConfigFiles {

  /**
   * For who launches nothing and so executes nothing: the settings are not known, only that the
   * file may name the app.
   */
  ConfigFiles UNREAD =
      (_, _, _) ->
          Optional.of(
              new ConfigReport(
                  Map.of(
                      FileSetting.WSGI_APP.setting(),
                      new ConfigReport.Value(
                          StringNode.valueOf("<wsgi_app of the configuration file>"), 0)),
                  Map.of()));

  /**
   * What a file sets. Empty where this process is told to stop meanwhile.
   *
   * @param process how it would be executed
   * @param names of the settings to report
   */
  Optional<ConfigReport> read(ConfigFileProcess process, ConfigFile file, List<String> names);
}
