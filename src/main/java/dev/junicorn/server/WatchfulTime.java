package dev.junicorn.server;

import dev.junicorn.event.EventSink;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.exchange.ServerTime;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tells the time in which the server was awake from that for which it stood still, by the pulse of
 * the loop: of each pause between two beats only {@link #LONGEST} counts. So whoever asks first
 * after a standstill is not misled, and the loop reads what there is before anybody is late.
 *
 * <p>It may be asked on any thread; it beats on the loop.
 */
final class WatchfulTime implements ServerTime {

  private static final Duration BEAT = Duration.ofMillis(250);

  /** A turn of the loop may take as long as a beat before it counts as a standstill. */
  static final Duration LONGEST = BEAT.multipliedBy(2);

  /** On an overloaded machine shorter ones are common. */
  static final Duration WORTH_TELLING = Duration.ofSeconds(3);

  private final LongSupplier ticker;
  private final EventSink events;
  private volatile Beat last;

  /**
   * One beat.
   *
   * @param at when it was, the ticker's nanoseconds
   * @param asleep nanoseconds for which the server had stood still until then
   */
  private record Beat(long at, long asleep) {}

  /**
   * @param ticker monotonic nanoseconds
   */
  WatchfulTime(LongSupplier ticker, EventSink events) {
    this.ticker = ticker;
    this.events = events;
    this.last = new Beat(ticker.getAsLong(), 0);
  }

  /** Begins to beat; until then the server hardly gets older, and that is no standstill. */
  @SuppressWarnings("FutureReturnValueIgnored") // it ends with the loop
  void start(ScheduledExecutorService loop) {
    step();
    loop.scheduleWithFixedDelay(this::beat, 0, BEAT.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public long now() {
    return ticker.getAsLong();
  }

  @Override
  public long awake(long now) {
    Beat beat = last;
    // Other threads may read the clock, stand still with the server, and find its beat after that.
    return beat.at - beat.asleep + Math.clamp(now - beat.at, 0, LONGEST.toNanos());
  }

  /** The loop is there. */
  void beat() {
    Duration pause = step();
    if (pause.compareTo(WORTH_TELLING) >= 0) {
      events.publish(new ServerEvent.Warned(sentence(pause)));
    }
  }

  /** Returns how long the pause was that it ends. */
  private Duration step() {
    Beat before = last;
    long now = ticker.getAsLong();
    long pause = now - before.at;
    last = new Beat(now, before.asleep + Math.max(0, pause - LONGEST.toNanos()));
    return Duration.ofNanos(pause);
  }

  private static String sentence(Duration pause) {
    return "The server stood still for %.1f s: its process was stopped (SIGSTOP, a debugger), its container frozen, or its virtual machine paused or moved, or it got no processor or memory. No limit on requests, clients and workers counts that time, but for those of a stop."
        .formatted(pause.toMillis() / 1000.0);
  }
}
