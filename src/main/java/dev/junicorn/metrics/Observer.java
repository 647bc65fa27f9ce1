package dev.junicorn.metrics;

import dev.junicorn.event.ServerEvent;

/** Makes something of events. Confined to the metrics' thread. */
interface Observer extends AutoCloseable {

  void take(ServerEvent event);

  /** Called several times a second, when the events so far have been taken. */
  default void settle() {}

  @Override
  default void close() {}
}
