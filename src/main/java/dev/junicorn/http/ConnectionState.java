package dev.junicorn.http;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * What a connection is doing; at most one request at a time.
 *
 * <pre>
 *   IDLE ──► HEAD ──► BODY ──► STORING ──► SERVING ──► FLUSHING ──► IDLE
 *              │        │         │                        │
 *              └────────┴─────────┴──── refused ──► LINGERING
 * </pre>
 *
 * <p>Every state may end in CLOSED; HEAD and BODY lead to SERVING at once where nothing is to wait
 * for. Bytes of an answer wait for the client in SERVING, FLUSHING and LINGERING only, so that a
 * connection can be closed in any other state and take nothing from its client.
 */
enum ConnectionState {
  /** Waits for the first byte of a request. */
  IDLE,
  /** A request has begun, its head is not whole. */
  HEAD,
  /** The head is accepted, the body arrives. */
  BODY,
  /** The body is whole, the disk has not got all of it. */
  STORING,
  /** The handler has the request. */
  SERVING,
  /** The answer is complete, the kernel has not taken all of it. */
  FLUSHING,
  /** The client has its last answer, or gets it; what still arrives is thrown away. */
  LINGERING,
  /** Over. */
  CLOSED;

  private static final Map<ConnectionState, Set<ConnectionState>> NEXT =
      new EnumMap<>(
          Map.of(
              IDLE, EnumSet.of(HEAD, CLOSED),
              HEAD, EnumSet.of(BODY, SERVING, LINGERING, CLOSED),
              BODY, EnumSet.of(STORING, SERVING, LINGERING, CLOSED),
              STORING, EnumSet.of(SERVING, LINGERING, CLOSED),
              SERVING, EnumSet.of(FLUSHING, CLOSED),
              FLUSHING, EnumSet.of(IDLE, LINGERING, CLOSED),
              LINGERING, EnumSet.of(CLOSED),
              CLOSED, EnumSet.noneOf(ConnectionState.class)));

  /** The next state, if the table has it; anything else is a bug. */
  ConnectionState to(ConnectionState next) {
    if (!allows(next)) {
      throw new IllegalStateException("a connection cannot go from " + this + " to " + next);
    }
    return next;
  }

  /** Whether bytes are taken from the socket. */
  boolean reads(RequestReader reader) {
    return switch (this) {
      case IDLE, HEAD, LINGERING -> true;
      case BODY -> !reader.isPressed();
      case STORING, SERVING, FLUSHING -> !reader.isFull();
      case CLOSED -> false;
    };
  }

  boolean allows(ConnectionState next) {
    Set<ConnectionState> allowed = NEXT.get(this);
    return allowed != null && allowed.contains(next);
  }
}
