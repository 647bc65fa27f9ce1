package dev.junicorn.dispatch;

import dev.junicorn.exchange.ClientWatch;
import dev.junicorn.exchange.Exchange;
import dev.junicorn.exchange.Failure;
import dev.junicorn.exchange.Handler;
import dev.junicorn.exchange.Header;
import dev.junicorn.exchange.ResponseHead;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Answers the platform's question whether the container is warm, in place of the app. The platform
 * takes any answer for a yes, so the question is held until a worker is ready; all other requests
 * pass through. Confined to the dispatch loop.
 */
public final class WarmUpPing implements Handler {

  /** The platform asks once a second at most, and gives up after 1800 s at the latest. */
  static final int MOST_HELD = 2000;

  private static final byte[] BODY = "User-agent: *\n".getBytes(StandardCharsets.US_ASCII);
  private static final ResponseHead WARM =
      new ResponseHead(200, "OK", List.of(new Header("Content-Type", "text/plain")));

  private final String path;
  private final Handler next;
  private final Set<Exchange> held = new LinkedHashSet<>();
  private boolean warm;

  /**
   * @param path the path that is asked for
   * @param next takes everything else, and what is more than can be held
   */
  public WarmUpPing(String path, Handler next) {
    this.path = path;
    this.next = next;
  }

  @Override
  public void handle(Exchange exchange) {
    if (!exchange.head().path().equals(path)) {
      next.handle(exchange);
    } else if (warm) {
      answer(exchange);
    } else if (held.size() < MOST_HELD) {
      hold(exchange);
    } else {
      next.handle(exchange);
    }
  }

  /** A worker is ready: from now on the answer is yes. */
  public void open() {
    warm = true;
    List.copyOf(held).forEach(WarmUpPing::answer);
    held.clear();
  }

  private void hold(Exchange exchange) {
    held.add(exchange);
    exchange.watch(
        new ClientWatch() {
          @Override
          public void clientLeft() {
            held.remove(exchange);
            exchange.fail(new Failure.ClientGone());
          }

          @Override
          public void writableAgain() {
            // The answer is a few bytes; nothing waits for room.
          }
        });
  }

  private static void answer(Exchange exchange) {
    exchange.answer(WARM, Unpooled.wrappedBuffer(BODY));
  }
}
