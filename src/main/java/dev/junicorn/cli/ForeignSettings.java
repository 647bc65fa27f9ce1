package dev.junicorn.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * gunicorn's settings that Junicorn does not have, by their names in a configuration file. What is
 * done with one is what is done with its option; nothing, where its value changes nothing.
 */
final class ForeignSettings {

  /** Names that are not those of their options. */
  private static final Map<String, String> RENAMED =
      Map.ofEntries(
          Map.entry("no_sendfile", "sendfile"),
          Map.entry("name", "proc_name"),
          Map.entry("proxy_allow_from", "proxy_allow_ips"),
          Map.entry("uwsgi_allow_from", "uwsgi_allow_ips"),
          Map.entry("dirty_app", "dirty_apps"),
          Map.entry("paster", "paste"),
          Map.entry("paste_global", "raw_paste_global_conf"),
          Map.entry("log_config", "logconfig"),
          Map.entry("log_config_json", "logconfig_json"),
          Map.entry("log_syslog", "syslog"),
          Map.entry("log_syslog_to", "syslog_addr"),
          Map.entry("log_syslog_prefix", "syslog_prefix"),
          Map.entry("log_syslog_facility", "syslog_facility"));

  /** gunicorn's own values, of its versions 20 to 26, where they are not nothing. */
  private static final Map<String, Set<String>> DEFAULTS =
      Map.ofEntries(
          Map.entry("worker_connections", Set.of("1000")),
          Map.entry("reload_engine", Set.of("auto")),
          Map.entry("suppress_ragged_eofs", Set.of("true")),
          Map.entry("sendfile", Set.of("true")),
          Map.entry("http_parser", Set.of("auto")),
          Map.entry("control_socket_mode", Set.of("384")),
          Map.entry("asgi_loop", Set.of("auto")),
          Map.entry("asgi_lifespan", Set.of("auto")),
          Map.entry("asgi_disconnect_grace_period", Set.of("3")),
          Map.entry("http_protocols", Set.of("h1")),
          Map.entry("http2_cleartext", Set.of("off")),
          Map.entry("http2_max_concurrent_streams", Set.of("100")),
          Map.entry("http2_initial_window_size", Set.of("65535")),
          Map.entry("http2_max_frame_size", Set.of("16384")),
          Map.entry("http2_max_header_list_size", Set.of("65536")),
          Map.entry("proxy_protocol", Set.of("off")),
          Map.entry("proxy_allow_ips", Set.of("127.0.0.1", "127.0.0.1,::1")),
          Map.entry("uwsgi_allow_ips", Set.of("127.0.0.1", "127.0.0.1,::1")),
          Map.entry("protocol", Set.of("http")),
          Map.entry("ssl_version", Set.of("2")),
          Map.entry("dirty_timeout", Set.of("300")),
          Map.entry("dirty_threads", Set.of("1")),
          Map.entry("dirty_graceful_timeout", Set.of("30")),
          Map.entry("logger_class", Set.of("gunicorn.glogging.Logger")),
          Map.entry("logconfig_dict", Set.of("{}")),
          Map.entry("syslog_addr", Set.of("udp://localhost:514")),
          Map.entry("syslog_facility", Set.of("user")),
          Map.entry("forwarder_headers", Set.of("SCRIPT_NAME,PATH_INFO")),
          Map.entry("header_map", Set.of("drop")),
          Map.entry(
              "secure_scheme_headers",
              Set.of(
                  "{'X-FORWARDED-PROTOCOL': 'ssl', 'X-FORWARDED-PROTO': 'https',"
                      + " 'X-FORWARDED-SSL': 'on'}")));

  private static final Set<String> NOTHING = Set.of("", "0", "false");

  /** The one flag whose False says something. */
  private static final String MEANT_BY_FALSE = "sendfile";

  /**
   * What is done with a setting.
   *
   * @param isRefused whether the server does not start with it
   * @param words the end of a note, or what to do instead
   */
  record Rule(boolean isRefused, String words) {}

  private static final Map<String, Rule> RULES = rules();

  private ForeignSettings() {}

  /** The settings that have a rule. */
  static Set<String> names() {
    return RULES.keySet();
  }

  /** The rule for a setting with this value; empty where nothing is to be done or said. */
  static Optional<Rule> rule(String name, JsonNode value) {
    return Optional.ofNullable(RULES.get(name)).filter(_ -> !changesNothing(name, value));
  }

  private static boolean changesNothing(String name, JsonNode value) {
    Set<String> defaults = DEFAULTS.getOrDefault(name, Set.of());
    boolean isNothing = NOTHING.contains(text(value)) && !name.equals(MEANT_BY_FALSE);
    return value.isNull()
        || isNothing
        || defaults.contains(text(value))
        || defaults.contains(value.path("shown").asString(""));
  }

  private static String text(JsonNode value) {
    if (value.isArray()) {
      return String.join(",", value.valueStream().map(ForeignSettings::text).toList());
    }
    String text = value.path(value.isObject() ? "name" : "").asString(value.asString(""));
    return text.strip().equalsIgnoreCase("false") ? "false" : text.strip();
  }

  private static Map<String, Rule> rules() {
    Map<String, Rule> rules = new LinkedHashMap<>();
    for (Foreign option : Foreign.values()) {
      String name = option.names().getLast().substring("--".length()).replace('-', '_');
      rules.put(RENAMED.getOrDefault(name, name), new Rule(option.isRefused(), option.words()));
    }
    rules.put(
        "logconfig_dict", new Rule(Foreign.LOG_CONFIG.isRefused(), Foreign.LOG_CONFIG.words()));
    rules.put(
        "tmp_upload_dir", new Rule(false, "is not needed: large bodies go where TMPDIR says"));
    rules.put(
        "secure_scheme_headers",
        new Rule(
            false,
            "has no effect here: X-Forwarded-Proto: https, X-Forwarded-Protocol: ssl and"
                + " X-Forwarded-Ssl: on of trusted proxies are what is believed"));
    return rules;
  }
}
