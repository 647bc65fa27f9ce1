package dev.junicorn.event;

/** Makes something of events. Confined to the observers' thread. */
public interface EventObserver extends AutoCloseable {

  void take(ServerEvent event);

  /** Called several times a second, when the events so far have been taken. */
  default void settle() {}

  @Override
  default void close() {}
}
