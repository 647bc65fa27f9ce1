package dev.junicorn.http;

/**
 * How much of an answer's body goes to the client: none where the framing carries none, and never
 * more than was announced. Confined to the loop.
 */
final class BodyCount {

  private final ExchangeEvents events;
  private long bytes;
  private boolean exceeded;

  /**
   * @param events is told once where the app gives more than it announced
   */
  BodyCount(ExchangeEvents events) {
    this.events = events;
  }

  /** Bytes that went out so far. */
  long bytes() {
    return bytes;
  }

  /** How many of the next {@code given} bytes go out; they count as gone. */
  long take(Framing.Sendable framing, long given) {
    if (!framing.carriesBody()) {
      return 0;
    }
    long room = framing.length() == Framing.UNKNOWN ? given : framing.length() - bytes;
    if (given > room && !exceeded) {
      exceeded = true;
      events.exceeded(framing.length());
    }
    long taken = Math.min(given, room);
    bytes += taken;
    return taken;
  }
}
