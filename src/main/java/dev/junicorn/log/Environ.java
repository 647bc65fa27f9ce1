package dev.junicorn.log;

import dev.junicorn.exchange.Mount;
import dev.junicorn.exchange.RequestHead;
import java.util.Optional;

/** The WSGI variables of a request that the access log can name ({@code %({variable}e)s}). */
final class Environ {

  private static final String HEADER = "HTTP_";

  private Environ() {}

  /**
   * A variable's value.
   *
   * @param name in capitals; gunicorn compares without case
   * @param mount where the app is
   */
  static Optional<String> variable(Served served, String name, Mount mount) {
    RequestHead request = served.event().request();
    return switch (name) {
      case "REQUEST_METHOD" -> Optional.of(request.method());
      case "RAW_URI", "REQUEST_URI" -> Optional.of(request.target());
      case "SCRIPT_NAME" -> Optional.of(mount.scriptName());
      case "PATH_INFO" -> Optional.of(mount.below(request.path()));
      case "SERVER_SOFTWARE" -> Optional.of("junicorn");
      case "QUERY_STRING" -> Optional.of(request.query());
      case "SERVER_PROTOCOL" -> Optional.of(request.version());
      case "WSGI.URL_SCHEME" -> Optional.of(request.scheme());
      case "REMOTE_ADDR" -> Optional.of(request.endpoints().remoteAddress());
      case "REMOTE_PORT" -> Optional.of(request.endpoints().remotePort());
      case "SERVER_NAME" -> Optional.of(request.endpoints().serverName());
      case "SERVER_PORT" -> Optional.of(request.endpoints().serverPort());
      case "CONTENT_TYPE", "CONTENT_LENGTH" -> served.requestHeader(name.replace('_', '-'));
      default ->
          name.startsWith(HEADER)
              ? served.requestHeader(name.substring(HEADER.length()).replace('_', '-'))
              : Optional.empty();
    };
  }
}
