package dev.junicorn.event;

/** Takes events. Callable from any thread; never blocks and never throws. */
@FunctionalInterface
public interface EventSink {

  void publish(ServerEvent event);
}
