package dev.junicorn.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** gunicorn's settings, by their names in a configuration file, that are options here. */
enum FileSetting {
  WSGI_APP("wsgi_app", "", Kind.TEXT),
  BIND("bind", "--bind", Kind.TEXTS),
  BACKLOG("backlog", "--backlog", Kind.NUMBER),
  FORWARDED_ALLOW_IPS("forwarded_allow_ips", "--forwarded-allow-ips", Kind.TEXT_OR_EMPTY),
  WORKERS("workers", "--workers", Kind.NUMBER),
  THREADS("threads", "--threads", Kind.NUMBER),
  WORKER_CLASS("worker_class", "--worker-class", Kind.CLASS),
  CHDIR("chdir", "--chdir", Kind.TEXT),
  PYTHONPATH("pythonpath", "--pythonpath", Kind.TEXT),
  RAW_ENV("raw_env", "--env", Kind.TEXTS),
  PRELOAD_APP("preload_app", "--preload", Kind.FLAG),
  TIMEOUT("timeout", "--timeout", Kind.NUMBER),
  GRACEFUL_TIMEOUT("graceful_timeout", "--graceful-timeout", Kind.NUMBER),
  KEEPALIVE("keepalive", "--keep-alive", Kind.NUMBER),
  MAX_REQUESTS("max_requests", "--max-requests", Kind.NUMBER),
  MAX_REQUESTS_JITTER("max_requests_jitter", "--max-requests-jitter", Kind.NUMBER),
  CHECK_CONFIG("check_config", "--check-config", Kind.FLAG),
  RELOAD("reload", "--reload", Kind.FLAG),
  RELOAD_EXTRA_FILES("reload_extra_files", "--reload-extra-file", Kind.TEXTS),
  CONTROL_SOCKET("control_socket", "--control-socket", Kind.TEXT),
  CONTROL_SOCKET_DISABLE("control_socket_disable", "--no-control-socket", Kind.FLAG),
  STATSD_HOST("statsd_host", "--statsd-host", Kind.TEXT),
  STATSD_PREFIX("statsd_prefix", "--statsd-prefix", Kind.TEXT),
  DOGSTATSD_TAGS("dogstatsd_tags", "--dogstatsd-tags", Kind.TEXT),
  ACCESSLOG("accesslog", "--access-logfile", Kind.TEXT),
  ACCESS_LOG_FORMAT("access_log_format", "--access-logformat", Kind.TEXT),
  ERRORLOG("errorlog", "--error-logfile", Kind.TEXT),
  LOGLEVEL("loglevel", "--log-level", Kind.TEXT),
  LIMIT_REQUEST_LINE("limit_request_line", "--limit-request-line", Kind.NUMBER),
  LIMIT_REQUEST_FIELDS("limit_request_fields", "--limit-request-fields", Kind.NUMBER),
  LIMIT_REQUEST_FIELD_SIZE("limit_request_field_size", "--limit-request-field_size", Kind.NUMBER),
  PIDFILE("pidfile", "--pid", Kind.TEXT);

  /** What a value may be; None always says nothing. */
  private enum Kind {
    /** Its bounds are the option's; words that the option takes (auto, 1m30s) are taken as well. */
    NUMBER("this is not a number. Write it without brackets."),
    /** Empty says nothing. */
    TEXT("this is not a string. Write it in quotation marks."),
    TEXT_OR_EMPTY("this is not a string. Write it in quotation marks."),
    TEXTS("this is neither a string nor a list of strings. Write them in quotation marks."),
    FLAG("this is neither True nor False. Write one of them."),
    CLASS("this is neither a string nor a class. Leave it out, or write \"gthread\".");

    private final String wrong;

    Kind(String wrong) {
      this.wrong = wrong;
    }

    /** The values for the option; empty for what is of another kind. */
    Optional<List<String>> values(JsonNode value) {
      if (value.isNull()) {
        return Optional.of(List.of());
      }
      return switch (this) {
        case NUMBER -> number(value);
        case TEXT -> text(value).map(text -> text.isBlank() ? List.of() : List.of(text));
        case TEXT_OR_EMPTY -> text(value).map(List::of);
        case TEXTS -> texts(value);
        case FLAG -> flag(value).map(isSet -> isSet ? List.of("") : List.of());
        case CLASS -> text(value.isObject() ? value.path("name") : value).map(List::of);
      };
    }

    private static Optional<List<String>> number(JsonNode value) {
      if (value.isBoolean()) {
        return Optional.of(List.of(value.asBoolean() ? "1" : "0"));
      }
      return value.isNumber() || value.isString()
          ? Optional.of(List.of(value.asString()))
          : Optional.empty();
    }

    private static Optional<String> text(JsonNode value) {
      return value.isString() ? Optional.of(value.asString().strip()) : Optional.empty();
    }

    private static Optional<List<String>> texts(JsonNode value) {
      if (!value.isArray()) {
        return TEXT.values(value);
      }
      List<String> texts = new ArrayList<>();
      for (JsonNode element : value) {
        text(element).ifPresent(texts::add);
      }
      return texts.size() == value.size() ? Optional.of(List.copyOf(texts)) : Optional.empty();
    }

    private static Optional<Boolean> flag(JsonNode value) {
      if (value.isBoolean()) {
        return Optional.of(value.asBoolean());
      }
      return text(value)
          .filter(text -> text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false"))
          .map(Boolean::parseBoolean);
    }
  }

  private final String setting;
  private final String option;
  private final Kind kind;

  FileSetting(String setting, String option, Kind kind) {
    this.setting = setting;
    this.option = option;
    this.kind = kind;
  }

  /** The setting of this name. */
  static Optional<FileSetting> named(String name) {
    return Arrays.stream(values()).filter(one -> one.setting.equals(name)).findFirst();
  }

  /** Its name in a file. */
  String setting() {
    return setting;
  }

  /** The option's long name; empty for the app, which is an argument. */
  String option() {
    return option;
  }

  /** Why a value of another kind cannot be used, and what to write. */
  String wrong() {
    return kind.wrong;
  }

  /** The value as words of an argument line; empty for one of another kind. */
  Optional<List<String>> words(JsonNode value) {
    return kind.values(value).map(values -> values.stream().flatMap(this::words).toList());
  }

  private Stream<String> words(String text) {
    if (option.isEmpty()) {
      return Stream.of("--", text);
    }
    return Stream.of(kind == Kind.FLAG ? option : option + "=" + text);
  }
}
