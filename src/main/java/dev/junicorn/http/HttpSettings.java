package dev.junicorn.http;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What an operator can set about HTTP. A limit of 0 means none, as in gunicorn; a bound of {@link
 * Bounds} holds then.
 *
 * @param maxRequestLine bytes in a request line, its CRLF not counted
 * @param maxHeaderFields fields in a head
 * @param maxHeaderFieldSize bytes in one field with its CRLF
 * @param maxRequestBody bytes in a body, chunked or not
 * @param keepAlive how long a connection may wait for its next request; zero closes after each
 * @param trustedPeers who may say that a request came by https
 * @param spoolFolder where large bodies go; private to the server
 * @param logsAccess whether {@code RequestServed} and {@code UploadRefused} are published at all
 * @param maxConnections how many may be open; for a further one the longest idle one is closed, or
 *     where there is none, itself; 0 for any number
 * @param serverTiming whether answers tell where their time went ({@code --server-timing})
 */
public record HttpSettings(
    int maxRequestLine,
    int maxHeaderFields,
    int maxHeaderFieldSize,
    long maxRequestBody,
    Duration keepAlive,
    TrustedPeers trustedPeers,
    Path spoolFolder,
    boolean logsAccess,
    int maxConnections,
    RequestIdRule requestIds,
    boolean serverTiming) {

  public HttpSettings {
    maxRequestLine = limit("limit-request-line", maxRequestLine, Bounds.REQUEST_LINE);
    maxHeaderFields = limit("limit-request-fields", maxHeaderFields, Bounds.HEADER_FIELDS);
    maxHeaderFieldSize = limit("limit-request-field_size", maxHeaderFieldSize, Bounds.HEADER_FIELD);
    if (maxRequestBody < 0 || keepAlive.isNegative()) {
      throw new IllegalArgumentException("max-request-body and keep-alive must not be negative");
    }
  }

  /**
   * Gunicorn's limits; a keep-alive longer than a load balancer's, so that it closes first; any
   * number of connections, and answers that say nothing of themselves.
   */
  public static HttpSettings defaults(Path spoolFolder) {
    return new HttpSettings(
        4094,
        100,
        8190,
        0,
        Duration.ofSeconds(75),
        TrustedPeers.LOOPBACK,
        spoolFolder,
        false,
        0,
        RequestIdRule.OFF,
        false);
  }

  /** Whether one more connection is too many. */
  boolean isFull(int connections) {
    return maxConnections > 0 && connections >= maxConnections;
  }

  /** Whether a body of so many bytes is too large. */
  boolean exceedsBody(long bytes) {
    return maxRequestBody > 0 && bytes > maxRequestBody;
  }

  private static int limit(String option, int value, int none) {
    if (value < 0) {
      throw new IllegalArgumentException(option + " must not be negative");
    }
    return value == 0 ? none : value;
  }
}
