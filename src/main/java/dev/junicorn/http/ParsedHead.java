package dev.junicorn.http;

import dev.junicorn.exchange.RequestHead;

/**
 * A head that passed the policy, and what it says about the message around it.
 *
 * @param contentLength the declared length, or {@link #UNDECLARED}
 * @param keepsAlive whether the client wants to go on with this connection
 * @param expectsContinue whether it waits for {@code 100 Continue} before it sends its body
 * @param id what the request is called in logs; empty where it has no name
 */
record ParsedHead(
    RequestHead head,
    long contentLength,
    boolean chunked,
    boolean keepsAlive,
    boolean expectsContinue,
    String id) {

  static final long UNDECLARED = -1;

  boolean isHttp10() {
    return head.version().equals("HTTP/1.0");
  }

  boolean declaresBody() {
    return chunked || contentLength != UNDECLARED;
  }
}
