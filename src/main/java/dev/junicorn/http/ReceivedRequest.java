package dev.junicorn.http;

import dev.junicorn.exchange.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * A whole request of one client. Confined to the loop.
 *
 * @param begunAt when its first byte was there; nanoseconds of {@link
 *     dev.junicorn.exchange.ServerTime#now}
 * @param bodyOwner frees the body, if there is one to free
 */
record ReceivedRequest(
    long begunAt, ParsedHead head, RequestBody body, @Nullable BodyCollector bodyOwner) {

  /** Frees the body: nobody reads it any more. */
  void release() {
    if (bodyOwner != null) {
      bodyOwner.release();
    }
  }
}
