package dev.junicorn.event;

import java.time.Duration;

/** How generations of the app follow each other, and why workers make room for others. */
public sealed interface SupervisionEvent extends ServerEvent {

  /**
   * A worker cannot get ready, because the app runs a server while it is imported.
   *
   * @param starter the file, the line and what stands there
   */
  record ImportServes(int worker, int pid, Duration age, String starter)
      implements SupervisionEvent {
    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String describe() {
      return "Worker %d (pid %d) has been importing the app for %.0f s, and will not end: the app runs a server of its own, started in %s. Put that under: if __name__ == \"__main__\":"
          .formatted(worker, pid, age.toMillis() / 1000.0, starter);
    }
  }

  /** A new generation is started beside the one that serves. */
  record GenerationBegun(int generation, String reason) implements SupervisionEvent {
    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String describe() {
      return "Generation " + generation + " is started (" + reason + ")";
    }
  }

  /** A new generation has booted and answered; the workers of the old one are replaced by its. */
  record GenerationProven(int generation, Duration took) implements SupervisionEvent {
    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String describe() {
      return "Generation %d takes the traffic after %.1f s; the workers of the old one are replaced"
          .formatted(generation, took.toMillis() / 1000.0);
    }
  }

  /** A reload is complete. */
  record Reloaded(int generation, int workers, Duration took) implements SupervisionEvent {
    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String describe() {
      return "Reloaded after %.1f s: %d worker%s of generation %d"
          .formatted(took.toMillis() / 1000.0, workers, workers == 1 ? "" : "s", generation);
    }
  }

  /** A new generation was thrown away. */
  record GenerationRefused(int generation, boolean oldServes, String message, String traceback)
      implements SupervisionEvent {
    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String describe() {
      return "Generation "
          + generation
          + " is thrown away"
          + (oldServes ? ", the old one serves on: " : ": ")
          + message
          + (traceback.isEmpty() ? "" : "\n" + traceback.stripTrailing());
    }
  }

  /** A worker gets no more requests and ends when those it has are answered. */
  record WorkerRetires(int worker, int pid, String reason) implements SupervisionEvent {
    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String describe() {
      return "Worker " + worker + " (pid " + pid + ") finishes and ends: " + reason;
    }
  }

  /** A worker is to be replaced; it serves until another one is ready. */
  record WorkerToBeReplaced(int worker, int pid, String reason, boolean urgent)
      implements SupervisionEvent {
    @Override
    public Severity severity() {
      return urgent ? Severity.WARNING : Severity.INFO;
    }

    @Override
    public String describe() {
      return "Worker " + worker + " (pid " + pid + ") is to be replaced: " + reason;
    }
  }

  /** A worker is told to end though it has requests left. */
  record WorkerEnded(int worker, int pid, String reason) implements SupervisionEvent {
    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String describe() {
      return "Worker " + worker + " (pid " + pid + ") is told to end: " + reason;
    }
  }

  /**
   * A worker was ended by force.
   *
   * @param severity lower where it had not booted, and so nothing to finish; lowest where the
   *     server stops, since why it stops is to stay the last word
   */
  record WorkerKilled(int worker, int pid, String reason, Severity severity)
      implements SupervisionEvent {
    @Override
    public String describe() {
      return "Worker " + worker + " (pid " + pid + ") is ended by force: " + reason;
    }
  }

  /** More or fewer workers or threads are wanted. */
  record Resized(int workers, int threads, String reason) implements SupervisionEvent {
    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String describe() {
      return "%d worker%s with %d thread%s %s wanted now (%s)"
          .formatted(
              workers,
              workers == 1 ? "" : "s",
              threads,
              threads == 1 ? "" : "s",
              workers == 1 ? "is" : "are",
              reason);
    }
  }
}
