package dev.junicorn.console;

import dev.junicorn.exchange.Exchange;
import dev.junicorn.exchange.Header;
import dev.junicorn.exchange.ResponseHead;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts pages on exchanges, each with the headers that keep a browser from doing more with it. */
final class Replies {

  /**
   * Nothing here is to be framed, guessed, kept, or joined by anything from elsewhere. Scripts are
   * files of ours, and none of them may turn text into markup.
   */
  private static final List<Header> SECURITY =
      List.of(
          new Header(
              "Content-Security-Policy",
              "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                  + " img-src 'self' data:; base-uri 'none'; form-action 'none';"
                  + " frame-ancestors 'none'; require-trusted-types-for 'script';"
                  + " trusted-types 'none'"),
          new Header("X-Content-Type-Options", "nosniff"),
          new Header("X-Frame-Options", "DENY"),
          new Header("Referrer-Policy", "no-referrer"),
          new Header("Cross-Origin-Opener-Policy", "same-origin"),
          new Header("Cross-Origin-Resource-Policy", "same-origin"),
          new Header("Cache-Control", "no-store"));

  private static final Map<Integer, String> REASONS =
      Map.of(
          200, "OK",
          204, "No Content",
          400, "Bad Request",
          401, "Unauthorized",
          403, "Forbidden",
          404, "Not Found",
          405, "Method Not Allowed",
          503, "Service Unavailable");

  private Replies() {}

  /** Answers with a page. */
  static void send(Exchange exchange, Page page) {
    List<Header> headers = page.status() == 204 ? new ArrayList<>(SECURITY) : headers(page.type());
    if (page.status() != 204) {
      headers.add(new Header("Content-Length", Integer.toString(page.body().remaining())));
    }
    switch (page.status()) {
      case 204 -> headers.add(new Header("Retry-After", "1"));
      case 401 -> headers.add(new Header("WWW-Authenticate", "Bearer realm=\"junicorn console\""));
      case 405 -> headers.add(new Header("Allow", "GET, HEAD"));
      default -> {}
    }
    exchange.answer(
        new ResponseHead(page.status(), REASONS.getOrDefault(page.status(), ""), headers),
        Unpooled.wrappedBuffer(page.body().duplicate()));
  }

  /** The head of an answer that goes on and on. */
  static ResponseHead streamHead() {
    List<Header> headers = headers("text/event-stream");
    // nginx would collect some kilobytes before it passed any on.
    headers.add(new Header("X-Accel-Buffering", "no"));
    return new ResponseHead(200, REASONS.getOrDefault(200, ""), headers);
  }

  private static List<Header> headers(String type) {
    List<Header> headers = new ArrayList<>(SECURITY);
    headers.add(new Header("Content-Type", type));
    return headers;
  }
}
