package dev.junicorn.dispatch;

import java.time.Duration;

/**
 * How long a request may run, counted from the moment its app was called. Pure.
 *
 * @param limit zero is forever ({@code --timeout})
 */
record DeadlineRule(Duration limit) {

  /** What is due for a running request. */
  enum Due {
    NOTHING,
    /** It has run for half of what it may: somebody should know where. */
    WARNING,
    /** It has run for as long as it may. */
    END
  }

  /**
   * Judges one request.
   *
   * @param age nanoseconds since the app was called
   * @param warned whether the warning was given
   */
  Due due(long age, boolean warned) {
    long allowed = limit.toNanos();
    if (allowed == 0) {
      return Due.NOTHING;
    }
    if (age >= allowed) {
      return Due.END;
    }
    return !warned && age >= allowed / 2 ? Due.WARNING : Due.NOTHING;
  }

  /**
   * Since when a request runs. The worker's own note counts, as far as it can be true: a thread can
   * wait long for the GIL before it calls the app.
   *
   * @param noted when the worker says that it called the app
   * @param sentAt when the request was put into the inbox
   */
  static long runningSince(long noted, long sentAt, long now) {
    return noted - sentAt >= 0 && now - noted >= 0 ? noted : sentAt;
  }
}
