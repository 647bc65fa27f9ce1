package dev.junicorn.log;

import dev.junicorn.event.ServerEvent.RequestServed;
import dev.junicorn.exchange.Header;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A request that was served, as the access log sees it. Texts are still as the client sent them.
 *
 * @param time when the answer ended
 */
record Served(Instant time, RequestServed event) {

  Optional<String> requestHeader(String name) {
    return last(event.request().headers(), name);
  }

  Optional<String> responseHeader(String name) {
    return last(event.responseHeaders(), name);
  }

  /** The name in basic authentication; whether its password was right is not known here. */
  Optional<String> user() {
    return requestHeader("Authorization")
        .filter(value -> value.regionMatches(true, 0, "Basic ", 0, "Basic ".length()))
        .flatMap(value -> userOf(value.substring("Basic ".length()).strip()))
        .filter(user -> !user.isEmpty());
  }

  private static Optional<String> userOf(String credentials) {
    try {
      String pair =
          new String(Base64.getDecoder().decode(credentials), StandardCharsets.ISO_8859_1);
      int colon = pair.indexOf(':');
      return Optional.of(colon < 0 ? pair : pair.substring(0, colon));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** As gunicorn does, the last of several fields with one name. */
  private static Optional<String> last(List<Header> headers, String name) {
    return headers.stream()
        .filter(header -> header.is(name))
        .map(Header::value)
        .reduce((_, later) -> later);
  }
}
