package dev.junicorn.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.junicorn.exchange.Failure;
import dev.junicorn.exchange.Header;
import dev.junicorn.exchange.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.List;

/** A failure as the client sees it: its status and its message, one line in most cases. */
final class FailureAnswer {

  private FailureAnswer() {}

  static ResponseHead head(Failure failure) {
    List<Header> headers = new ArrayList<>(2);
    headers.add(new Header("Content-Type", failure.mediaType()));
    if (failure.retryAfter() > 0) {
      headers.add(new Header("Retry-After", Integer.toString(failure.retryAfter())));
    }
    String reason = HttpResponseStatus.valueOf(failure.status()).reasonPhrase();
    return new ResponseHead(failure.status(), reason, headers);
  }

  static ByteBuf body(Failure failure) {
    return Unpooled.copiedBuffer(failure.message() + "\n", UTF_8);
  }
}
