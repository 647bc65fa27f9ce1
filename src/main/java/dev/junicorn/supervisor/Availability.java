package dev.junicorn.supervisor;

import dev.junicorn.dispatch.Gate;
import dev.junicorn.event.EventSink;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.exchange.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Whether requests may wait for a worker, or are told at once that there is none. Confined to the
 * supervisor's thread.
 *
 * <p>Closed where nobody takes requests and a boot has failed since somebody did: the next attempt
 * will most likely fail too. With {@code --reload} also where new code is broken though old workers
 * could answer: the developer wants to see the error, not the old page.
 */
final class Availability {

  private final DispatchLoop loop;
  private final EventSink events;
  private final boolean developing;
  private final boolean debugErrors;
  private @Nullable BootFailure why;
  private boolean closed;
  private boolean newCodeIsBroken;

  Availability(DispatchLoop loop, EventSink events, boolean developing, boolean debugErrors) {
    this.loop = loop;
    this.events = events;
    this.developing = developing;
    this.debugErrors = debugErrors;
  }

  /** A worker did not boot. */
  void bootFailed(BootFailure failure) {
    why = failure;
  }

  /** A candidate was refused: with {@code --reload} that is what the developer is to see. */
  void refused(BootFailure failure) {
    if (developing) {
      why = failure;
      newCodeIsBroken = true;
      tellDeveloper();
    }
  }

  /** With {@code --reload} no worker has ever booted. */
  void neverBooted(BootFailure failure) {
    why = failure;
    tellDeveloper();
  }

  private void tellDeveloper() {
    events.publish(
        new ServerEvent.Warned(
            "Requests are answered with this error until it is put right: the app is started again when one of its files changes (--reload)."));
  }

  /** New code serves. */
  void takenOver() {
    newCodeIsBroken = false;
  }

  /**
   * Opens or closes the gate.
   *
   * @param ready whether a worker takes requests
   * @param retryAfter seconds until the next attempt
   */
  void update(boolean ready, int retryAfter) {
    if (ready && !newCodeIsBroken) {
      why = null;
      open();
    } else if (why != null) {
      close(BrokenAppPage.of(why, developing, debugErrors, retryAfter));
    }
  }

  private void open() {
    if (closed) {
      closed = false;
      loop.execute(loop.gate()::open);
    }
  }

  private void close(Failure failure) {
    closed = true;
    Gate gate = loop.gate();
    loop.execute(
        newCodeIsBroken ? () -> gate.close(failure) : () -> gate.closeWhileNobodyServes(failure));
  }
}
