package dev.junicorn.exchange;

import java.util.List;

/**
 * A validated request head. Everything in it has passed the strict policy: one {@code Host}, no
 * control characters, no header name with an underscore, repeated fields joined.
 *
 * @param method the method as sent (a token, case kept)
 * @param target the request target as sent, {@code RAW_URI}
 * @param path the path of the target, percent-decoded, one char per byte (PEP 3333's latin-1
 *     tunnel)
 * @param query what follows the first {@code ?}, as sent; empty where there is none
 * @param version {@code HTTP/1.0} or {@code HTTP/1.1}
 * @param scheme {@code http} or {@code https}, the latter only on the word of a trusted peer
 * @param headers in the order of their first appearance, each name once
 * @param endpoints the two ends of the connection
 */
public record RequestHead(
    String method,
    String target,
    String path,
    String query,
    String version,
    String scheme,
    List<Header> headers,
    Endpoints endpoints) {

  public boolean isHead() {
    return method.equals("HEAD");
  }
}
