package dev.junicorn.server;

import dev.junicorn.doctor.Alerts;
import dev.junicorn.doctor.Doctor;
import dev.junicorn.doctor.Finding;
import dev.junicorn.event.EventObserver;
import dev.junicorn.event.EventSink;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.observation.Observation;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Has the doctor examine the server every second, and says in the log what persists. Confined to
 * the observers' thread, except for {@link #findings()}.
 */
final class Rounds implements EventObserver {

  private final Supplier<@Nullable Observation> latest;
  private final EventSink events;
  private final LongSupplier nanoTime;
  private final FindingsListener listener;
  private final Alerts alerts = new Alerts();
  private volatile List<Finding> findings = List.of();
  private long examined;

  /** Who acts on what is found. Called on the observers' thread. */
  interface FindingsListener {
    void examined(Observation seen, List<Finding> findings);
  }

  Rounds(
      Supplier<@Nullable Observation> latest,
      EventSink events,
      LongSupplier nanoTime,
      FindingsListener listener) {
    this.latest = latest;
    this.events = events;
    this.nanoTime = nanoTime;
    this.listener = listener;
  }

  /** What the doctor found in the newest observation. Any thread. */
  List<Finding> findings() {
    return findings;
  }

  @Override
  public void take(ServerEvent event) {}

  @Override
  public void settle() {
    Observation seen = latest.get();
    if (seen != null && seen.epochMillis() != examined) {
      examined = seen.epochMillis();
      findings = Doctor.examine(seen);
      alerts.heed(findings, nanoTime.getAsLong()).forEach(events::publish);
      listener.examined(seen, findings);
    }
  }
}
