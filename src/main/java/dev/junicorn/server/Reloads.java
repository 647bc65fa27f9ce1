package dev.junicorn.server;

import dev.junicorn.control.Verdict;
import dev.junicorn.supervisor.Supervisor;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/** Reloads, of which the service manager hears when they begin and end. Thread-safe. */
final class Reloads {

  private final Supervisor supervisor;
  private final Systemd systemd;
  private final LongSupplier ticker;

  /** Reloads that have begun and not ended. */
  private int running;

  /**
   * @param ticker CLOCK_MONOTONIC in nanoseconds, as the manager reads it
   */
  Reloads(Supervisor supervisor, Systemd systemd, LongSupplier ticker) {
    this.supervisor = supervisor;
    this.systemd = systemd;
    this.ticker = ticker;
  }

  /** Loads the app anew; never completes exceptionally but for a bug. */
  CompletionStage<Verdict> reload(String asked) {
    begun();
    return supervisor
        .reload(asked)
        .thenApply(Verdicts::of)
        .whenComplete((verdict, failure) ->
            ended(
                switch (verdict) {
                  case Verdict.Done(String message) -> message;
                  case Verdict.Refused(String message, String _) -> firstLine(message);
                  case null -> "Not reloaded: " + failure;
                }));
  }

  /** Before the server has ever been ready it boots, which is no reload to the manager. */
  private synchronized void begun() {
    running++;
    if (systemd.isReady()) {
      systemd.reloading(ticker.getAsLong());
    }
  }

  /** The manager takes "ready" for the end of all: whoever has asked it for one waits for that. */
  private synchronized void ended(String status) {
    running--;
    if (systemd.isReady()) {
      if (running == 0) {
        systemd.ready(status);
      } else {
        systemd.status(status);
      }
    }
  }

  /** A status is one line. */
  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
