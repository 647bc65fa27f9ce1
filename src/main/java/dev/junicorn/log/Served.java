package dev.junicorn.log;

import dev.junicorn.event.ServerEvent.RequestServed;
import dev.junicorn.exchange.Header;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request that was served, as the access log sees it. Texts are still as the client sent them.
 *
 * @param time when the answer ended
 */
record Served(Instant time, RequestServed event) {

  /** W3C Trace Context: version, trace, parent, flags; a later version may have more to say. */
  private static final Pattern TRACE_PARENT =
      Pattern.compile("(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

  /** What the specification calls invalid. */
  private static final String NO_TRACE = "0".repeat(32);

  /** Of the length what arrived, also of a chunked body: framing is not among the fields. */
  Optional<String> requestHeader(String name) {
    if (name.equalsIgnoreCase("Content-Length")) {
      long length = event.requestBytes();
      return length == RequestServed.NO_BODY
          ? Optional.empty()
          : Optional.of(Long.toString(length));
    }
    return last(event.request().headers(), name);
  }

  Optional<String> responseHeader(String name) {
    return last(event.responseHeaders(), name);
  }

  /** The trace that the request is part of, from the W3C's {@code traceparent}. */
  Optional<String> traceId() {
    return requestHeader("traceparent")
        .map(TRACE_PARENT::matcher)
        .filter(Matcher::matches)
        .map(parent -> parent.group(1))
        .filter(id -> !id.equals(NO_TRACE));
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
