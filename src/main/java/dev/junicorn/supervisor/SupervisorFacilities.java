package dev.junicorn.supervisor;

import dev.junicorn.event.EventSink;
import java.util.function.LongSupplier;

/**
 * What all parts of the supervisor share.
 *
 * @param own the thread that they are confined to
 * @param loop the dispatch loop, and what is confined to that
 * @param ticker monotonic nanoseconds in which the server did not stand still
 */
public record SupervisorFacilities(
    SupervisorSettings settings,
    SupervisorThread own,
    DispatchLoop loop,
    EventSink events,
    LongSupplier ticker) {

  /** The ticker's nanoseconds. */
  long now() {
    return ticker.getAsLong();
  }
}
