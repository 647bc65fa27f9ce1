package dev.junicorn.console;

import dev.junicorn.exchange.ClientWatch;
import dev.junicorn.exchange.Exchange;
import dev.junicorn.exchange.Failure;
import io.netty.buffer.Unpooled;

/**
 * One page that follows the server, as server-sent events.
 *
 * <pre>
 *   FOLLOWING ──not keeping up──► BEHIND ──10 events missed──► CLOSED  the connection is cut
 *       │  ▲                        │ │                          ▲
 *       │  └──────keeping up────────┘ │                          │
 *       └────────client left──────────┴──────────────────────────┘
 * </pre>
 *
 * <p>Who is behind is sent nothing, so that what waits for a client is bounded by the memory that
 * the front end sets aside for it, and never goes through a file. Confined to the console's loop.
 */
final class EventStream implements ClientWatch {

  /** Long enough for a laptop that changes its network. */
  static final int MOST_MISSED = 10;

  private enum State {
    FOLLOWING,
    BEHIND,
    CLOSED
  }

  private final Exchange exchange;
  private State state = State.FOLLOWING;
  private int missed;

  private EventStream(Exchange exchange) {
    this.exchange = exchange;
  }

  static EventStream begin(Exchange exchange) {
    EventStream stream = new EventStream(exchange);
    exchange.watch(stream);
    exchange.begin(Replies.streamHead());
    return stream;
  }

  boolean isClosed() {
    return state == State.CLOSED;
  }

  /**
   * Sends an event, or lets it pass.
   *
   * @param event bytes that nobody changes
   */
  void send(byte[] event) {
    if (state == State.CLOSED) {
      return;
    }
    if (exchange.isKeepingUp()) {
      state = State.FOLLOWING;
      missed = 0;
      exchange.write(Unpooled.wrappedBuffer(event));
      return;
    }
    state = State.BEHIND;
    missed++;
    if (missed >= MOST_MISSED) {
      state = State.CLOSED;
      exchange.abort(new Failure.ClientGone());
    }
  }

  @Override
  public void clientLeft() {
    if (state != State.CLOSED) {
      state = State.CLOSED;
      exchange.end();
    }
  }

  @Override
  public void writableAgain() {
    // The next event finds out.
  }
}
