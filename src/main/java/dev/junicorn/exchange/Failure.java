package dev.junicorn.exchange;

import java.time.Duration;

/**
 * Why an exchange was not answered by the app. Says whose fault it is and carries the numbers;
 * {@link #status()} is the one place where failures become HTTP.
 */
public sealed interface Failure {

  /** The status the client sees. */
  int status();

  /**
   * One line for the client: what, and which option sets the limit. Never a secret, never a
   * traceback.
   */
  String message();

  /** Whole seconds after which a retry makes sense; 0 where none does. */
  default int retryAfter() {
    return 0;
  }

  /** What {@link #message()} is written in, for {@code Content-Type}. */
  default String mediaType() {
    return "text/plain; charset=utf-8";
  }

  /** The client sent something that is refused: its fault. */
  record Refused(int status, String message) implements Failure {}

  /**
   * The client left before its request was run: nobody will read the answer. The status is nginx's,
   * for the access log.
   */
  record ClientGone() implements Failure {
    @Override
    public int status() {
      return 499;
    }

    @Override
    public String message() {
      return "The client left.";
    }
  }

  /** The wait queue is full. */
  record QueueFull(int limit, int retryAfter) implements Failure {
    @Override
    public int status() {
      return 503;
    }

    @Override
    public String message() {
      return "The server is busy: " + limit + " requests are waiting already (--queue-limit).";
    }
  }

  /** The request waited too long for a free slot. */
  record QueueTimeout(Duration limit, int retryAfter) implements Failure {
    @Override
    public int status() {
      return 503;
    }

    @Override
    public String message() {
      return "The server is busy: no slot got free within "
          + Seconds.of(limit)
          + " s (--queue-timeout).";
    }
  }

  /** The server is stopping and this request could not be finished in time. */
  record Stopping() implements Failure {
    @Override
    public int status() {
      return 503;
    }

    @Override
    public String message() {
      return "The server is stopping.";
    }

    @Override
    public int retryAfter() {
      return 1;
    }
  }

  /** No worker can boot, so there is nobody to serve the request. */
  record NoWorker(int retryAfter) implements Failure {
    @Override
    public int status() {
      return 503;
    }

    @Override
    public String message() {
      return "The app cannot be started; the server's log says why.";
    }
  }

  /**
   * The same, where clients may know the cause ({@code --debug-errors}, {@code --reload}).
   *
   * @param message the whole body
   * @param mediaType what it is written in
   */
  record AppBroken(int retryAfter, String message, String mediaType) implements Failure {
    @Override
    public int status() {
      return 503;
    }
  }

  /** The worker died while it ran the request. */
  record WorkerDied(int pid, String cause) implements Failure {
    @Override
    public int status() {
      return 502;
    }

    @Override
    public String message() {
      return "The process that handled this request ended before it answered.";
    }
  }

  /** The request ran longer than it may. */
  record DeadlineExceeded(Duration limit) implements Failure {
    @Override
    public int status() {
      return 504;
    }

    @Override
    public String message() {
      return "The app did not answer within " + Seconds.of(limit) + " s (--timeout).";
    }
  }

  /** The request has ended several workers: a third one is not risked. */
  record Quarantined(int deaths) implements Failure {
    @Override
    public int status() {
      return 502;
    }

    @Override
    public String message() {
      return "Each of the "
          + deaths
          + " processes that handled this request ended before it answered; it is not tried again.";
    }
  }

  /** The app raised before it gave an answer, or gave one that cannot be sent. */
  record AppFailed(String detail) implements Failure {
    @Override
    public int status() {
      return 500;
    }

    @Override
    public String message() {
      return "The app failed to answer this request.";
    }
  }
}
