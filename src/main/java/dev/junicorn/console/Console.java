package dev.junicorn.console;

import dev.junicorn.exchange.Exchange;
import dev.junicorn.exchange.Handler;
import dev.junicorn.exchange.Header;
import dev.junicorn.exchange.RequestHead;
import dev.junicorn.exchange.ResponseHead;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Answers the console's paths. Confined to the console's loop, which may take its time: no client
 * of the app is on it.
 */
public final class Console implements Handler {

  /** Nothing here is to be framed, guessed, kept, or joined by anything from elsewhere. */
  private static final List<Header> SECURITY =
      List.of(
          new Header(
              "Content-Security-Policy",
              "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none';"
                  + " frame-ancestors 'none'"),
          new Header("X-Content-Type-Options", "nosniff"),
          new Header("X-Frame-Options", "DENY"),
          new Header("Referrer-Policy", "no-referrer"),
          new Header("Cross-Origin-Resource-Policy", "same-origin"),
          new Header("Cache-Control", "no-store"));

  private static final Map<Integer, String> REASONS =
      Map.of(
          200, "OK",
          401, "Unauthorized",
          403, "Forbidden",
          404, "Not Found",
          405, "Method Not Allowed",
          503, "Service Unavailable");

  private static final String INDEX =
      """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <title>Junicorn console</title>
      <h1>Junicorn console</h1>
      <ul>
      <li><a href="livez">livez</a>: 200 while the server runs
      <li><a href="readyz">readyz</a>: 200 if it should be sent requests, else 503
      <li><a href="metrics">metrics</a>: its numbers, for Prometheus
      </ul>
      """;

  private final Access access;
  private final Supplier<Health> health;
  private final Supplier<String> metrics;

  /**
   * @param token what clients must present; empty for none
   * @param metrics in Prometheus' text format
   */
  public Console(Optional<String> token, Supplier<Health> health, Supplier<String> metrics) {
    this.access = Access.with(token);
    this.health = health;
    this.metrics = metrics;
  }

  @Override
  public void handle(Exchange exchange) {
    Page page = page(exchange.head());
    List<Header> headers = new ArrayList<>(SECURITY);
    headers.add(new Header("Content-Type", page.type()));
    if (page.status() == 401) {
      headers.add(new Header("WWW-Authenticate", "Bearer realm=\"junicorn console\""));
    }
    if (page.status() == 405) {
      headers.add(new Header("Allow", "GET, HEAD"));
    }
    byte[] body = page.text().getBytes(StandardCharsets.UTF_8);
    headers.add(new Header("Content-Length", Integer.toString(body.length)));
    exchange.answer(
        new ResponseHead(page.status(), REASONS.getOrDefault(page.status(), ""), headers),
        Unpooled.wrappedBuffer(body));
  }

  private Page page(RequestHead head) {
    if (!head.method().equals("GET") && !head.isHead()) {
      return Page.text(405, "The console is for reading: GET or HEAD.");
    }
    // Health is for whoever sends the requests; a load balancer has no token.
    return switch (head.path()) {
      case "/livez" -> Page.text(200, "alive");
      case "/readyz" -> readiness(health.get());
      default -> access.refusal(head).orElseGet(() -> guarded(head.path()));
    };
  }

  private Page guarded(String path) {
    return switch (path) {
      case "/" -> new Page(200, Page.HTML, INDEX);
      case "/metrics" -> new Page(200, Page.METRICS, metrics.get());
      default -> Page.text(404, "There is no such page; / lists them.");
    };
  }

  private static Page readiness(Health health) {
    return Page.text(health.ready() ? 200 : 503, health.why());
  }
}
