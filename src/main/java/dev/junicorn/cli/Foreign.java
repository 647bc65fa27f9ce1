package dev.junicorn.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * gunicorn's options that Junicorn does not have. Each is known by name, so that nobody is told
 * "unknown option" about something that works with gunicorn. What only saves memory or helps a
 * developer is passed over with a note; what would change who may do what, or what is served, is
 * refused.
 */
enum Foreign {
  WORKER_TMP_DIR("--worker-tmp-dir DIR", "is not needed: there are no heartbeat files"),
  CAPTURE_OUTPUT("--capture-output", "is not needed: what the app prints is always in the log"),
  ENABLE_STDIO_INHERITANCE(
      "-R,--enable-stdio-inheritance", "is not needed: what the app prints is always in the log"),
  NO_SENDFILE("--no-sendfile", "is not needed: files are sent in the way that fits"),
  WORKER_CONNECTIONS(
      "--worker-connections INT", "is not needed: connections do not occupy workers"),
  REUSE_PORT("--reuse-port", "has no effect here: one process accepts for all workers"),
  RELOAD_ENGINE("--reload-engine STRING", "is not needed: the way to watch files is chosen here"),
  SPEW("--spew", "does not exist here"),
  NAME("-n,--name STRING", "does not exist here yet: processes keep their names"),
  SUPPRESS_RAGGED_EOFS("--suppress-ragged-eofs", "has no effect here: there is no TLS yet"),
  DO_HANDSHAKE_ON_CONNECT("--do-handshake-on-connect", "has no effect here: there is no TLS yet"),
  DISABLE_REDIRECT_ACCESS_TO_SYSLOG(
      "--disable-redirect-access-to-syslog", "has no effect here: there is no syslog yet"),
  ENABLE_BACKLOG_METRIC(
      "--enable-backlog-metric",
      "does not exist here: the backlog is always nearly empty; junicorn_queue_requests counts what"
          + " waits"),
  HTTP_PARSER("--http-parser STRING", "is not needed: requests are read outside of Python"),
  CONTROL_SOCKET_MODE("--control-socket-mode INT", "has no effect here: the mode is always 0600"),
  ASGI_LOOP("--asgi-loop STRING", Foreign.FOR_ASGI),
  ASGI_LIFESPAN("--asgi-lifespan STRING", Foreign.FOR_ASGI),
  ASGI_DISCONNECT_GRACE_PERIOD("--asgi-disconnect-grace-period INT", Foreign.FOR_ASGI),
  ROOT_PATH("--root-path STRING", Foreign.FOR_ASGI),
  HTTP_PROTOCOLS("--http-protocols STRING", Foreign.HTTP_1),
  HTTP2_CLEARTEXT("--http2-cleartext STRING", Foreign.HTTP_1),
  HTTP2_MAX_CONCURRENT_STREAMS("--http2-max-concurrent-streams INT", Foreign.HTTP_1),
  HTTP2_INITIAL_WINDOW_SIZE("--http2-initial-window-size INT", Foreign.HTTP_1),
  HTTP2_MAX_FRAME_SIZE("--http2-max-frame-size INT", Foreign.HTTP_1),
  HTTP2_MAX_HEADER_LIST_SIZE("--http2-max-header-list-size INT", Foreign.HTTP_1),

  DAEMON("!-D,--daemon", "Start it from systemd, supervisor or a container, or with nohup and &."),
  USER("!-u,--user USER", "Start Junicorn as that user (systemd: User=, Docker: USER)."),
  GROUP("!-g,--group GROUP", "Start Junicorn with that group (systemd: Group=, Docker: USER)."),
  UMASK(
      "!-m,--umask INT",
      "Set it before the start: umask 027; junicorn ... (every user may connect to Unix sockets)."),
  INITGROUPS("!--initgroups", "Start Junicorn as the user whose groups it shall have."),
  PRINT_CONFIG("!--print-config", "Start it: the first lines of the log say what was chosen."),
  KEYFILE("!--keyfile FILE", Foreign.NO_TLS),
  CERTFILE("!--certfile FILE", Foreign.NO_TLS),
  SSL_VERSION("!--ssl-version VERSION", Foreign.NO_TLS),
  CERT_REQS("!--cert-reqs CERT_REQS", Foreign.NO_TLS),
  CA_CERTS("!--ca-certs FILE", Foreign.NO_TLS),
  CIPHERS("!--ciphers CIPHERS", Foreign.NO_TLS),
  PROXY_PROTOCOL("!--proxy-protocol", "Let the proxy in front speak plain HTTP."),
  PROXY_ALLOW_FROM("!--proxy-allow-from IPS", "Let the proxy in front speak plain HTTP."),
  PROTOCOL("!--protocol STRING", "Let the proxy in front speak plain HTTP."),
  UWSGI_ALLOW_FROM("!--uwsgi-allow-from IPS", "Let the proxy in front speak plain HTTP."),
  DIRTY_APP("!--dirty-app STRING", Foreign.NO_DIRTY),
  DIRTY_WORKERS("!--dirty-workers INT", Foreign.NO_DIRTY),
  DIRTY_TIMEOUT("!--dirty-timeout INT", Foreign.NO_DIRTY),
  DIRTY_THREADS("!--dirty-threads INT", Foreign.NO_DIRTY),
  DIRTY_GRACEFUL_TIMEOUT("!--dirty-graceful-timeout INT", Foreign.NO_DIRTY),
  PASTE("!--paste,--paster FILE", Foreign.NO_PASTE),
  PASTE_GLOBAL("!--paste-global CONF", Foreign.NO_PASTE),
  LOGGER_CLASS("!--logger-class STRING", Foreign.OWN_LOGS),
  LOG_CONFIG("!--log-config FILE", Foreign.OWN_LOGS),
  LOG_CONFIG_JSON("!--log-config-json FILE", Foreign.OWN_LOGS),
  LOG_SYSLOG("!--log-syslog", Foreign.NO_SYSLOG),
  LOG_SYSLOG_TO("!--log-syslog-to ADDRESS", Foreign.NO_SYSLOG),
  LOG_SYSLOG_PREFIX("!--log-syslog-prefix STRING", Foreign.NO_SYSLOG),
  LOG_SYSLOG_FACILITY("!--log-syslog-facility FACILITY", Foreign.NO_SYSLOG),
  STRIP_HEADER_SPACES("!--strip-header-spaces", Foreign.STRICT),
  TOLERATE_DANGEROUS_FRAMING("!--tolerate-dangerous-framing", Foreign.STRICT),
  PERMIT_OBSOLETE_FOLDING("!--permit-obsolete-folding", Foreign.STRICT),
  PERMIT_UNCONVENTIONAL_HTTP_METHOD("!--permit-unconventional-http-method", Foreign.STRICT),
  PERMIT_UNCONVENTIONAL_HTTP_VERSION("!--permit-unconventional-http-version", Foreign.STRICT),
  CASEFOLD_HTTP_METHOD("!--casefold-http-method", Foreign.STRICT),
  FORWARDER_HEADERS("!--forwarder-headers HEADERS", Foreign.STRICT),
  HEADER_MAP("!--header-map STRING", Foreign.STRICT);

  private static final String FOR_ASGI = "has no effect here: only WSGI apps are served";
  private static final String HTTP_1 = "has no effect here: HTTP/1.1 is spoken";
  private static final String NO_DIRTY = "Run long jobs in a task queue, for example Celery.";
  private static final String NO_TLS =
      "There is no TLS here yet: put nginx or the platform's load balancer in front.";
  private static final String NO_PASTE =
      "Write a module that loads the file, and name that: from paste.deploy import loadapp;"
          + " app = loadapp(\"config:/srv/app/production.ini\").";
  private static final String OWN_LOGS =
      "Use --access-logfile, --access-logformat (atoms or json), --error-logfile, --log-level.";
  private static final String NO_SYSLOG =
      "Write to standard error (the default) and let systemd or the container pass it on.";
  private static final String STRICT =
      "Requests are read strictly, without exceptions: leave it out.";

  private final String names;
  private final boolean takesValue;
  private final boolean refused;
  private final String words;

  /**
   * @param usage the names, a blank and the value's name where there is one; refused with {@code !}
   */
  Foreign(String usage, String words) {
    this.refused = usage.startsWith("!");
    String[] parts = (refused ? usage.substring(1) : usage).split(" ", 2);
    this.names = parts[0];
    this.takesValue = parts.length > 1;
    this.words = words;
  }

  /** The option of this name, short or long. */
  static Optional<Foreign> named(String name) {
    return Arrays.stream(values()).filter(option -> option.names().contains(name)).findFirst();
  }

  List<String> names() {
    return List.of(names.split(",", -1));
  }

  boolean takesValue() {
    return takesValue;
  }

  boolean isRefused() {
    return refused;
  }

  /** What to tell the user: a note, or what to do instead. */
  String words() {
    return words;
  }
}
