package dev.junicorn.event;

import dev.junicorn.exchange.Failure;
import dev.junicorn.exchange.RequestHead;
import dev.junicorn.exchange.TimeSplit;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something the server did or saw, with its reason and its numbers. Families of events with a file
 * of their own are interfaces.
 */
public sealed interface ServerEvent
    permits ServerEvent.Starting,
        ServerEvent.Decided,
        ServerEvent.Listening,
        ServerEvent.WorkerStarted,
        ServerEvent.WorkerReady,
        ServerEvent.WorkerBootFailed,
        ServerEvent.WorkerExited,
        ServerEvent.WorkerOutput,
        ServerEvent.AppFailed,
        CrashEvent,
        ServerEvent.RequestRefused,
        ServerEvent.UploadRefused,
        ServerEvent.RequestTrouble,
        ServerEvent.ClientLeft,
        ServerEvent.RequestServed,
        ServerEvent.Warned,
        ServerEvent.Failed,
        ServerEvent.Stopping,
        DeadlineEvent,
        FindingEvent,
        SupervisionEvent {

  Severity severity();

  /**
   * The event as a person reads it in the log: one sentence, or several lines where a traceback
   * belongs to it.
   */
  String describe();

  /** The server begins: what it is and what it runs. */
  record Starting(String version, int pid, String app) implements ServerEvent {
    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String describe() {
      return "Starting junicorn " + version + " (pid " + pid + ") with " + app;
    }
  }

  /** A decision about a setting: the value, where it came from, and what follows. */
  record Decided(String sentence) implements ServerEvent {
    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String describe() {
      return sentence;
    }
  }

  /** A listening socket is open. */
  record Listening(String address) implements ServerEvent {
    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String describe() {
      return "Listening at: " + address;
    }
  }

  /** A worker process was started. */
  record WorkerStarted(int worker, int pid, String reason) implements ServerEvent {
    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String describe() {
      return "Worker " + worker + " started with pid " + pid + " (" + reason + ")";
    }
  }

  /**
   * A worker has imported the app and takes requests.
   *
   * @param python the interpreter's version
   * @param gil whether that runs one of the threads at a time; not in free-threaded builds
   */
  record WorkerReady(int worker, int pid, int threads, Duration boot, String python, boolean gil)
      implements ServerEvent {
    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String describe() {
      return "Worker %d (pid %d) is ready after %.1f s: %d thread%s, Python %s%s"
          .formatted(
              worker,
              pid,
              boot.toMillis() / 1000.0,
              threads,
              threads == 1 ? "" : "s",
              python,
              gil ? "" : ", free-threaded");
    }
  }

  /** A worker could not boot: its interpreter, the bridge, or the app's import failed. */
  record WorkerBootFailed(int worker, int pid, String message, String traceback)
      implements ServerEvent {
    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String describe() {
      return message + (traceback.isEmpty() ? "" : "\n" + traceback.stripTrailing());
    }
  }

  /**
   * A worker process ended.
   *
   * @param how names the exit code or the signal
   * @param booted whether it had been ready; else {@link WorkerBootFailed} or {@link
   *     SupervisionEvent.GenerationRefused} tells of it, too
   */
  record WorkerExited(int worker, int pid, String how, boolean expected, boolean booted)
      implements ServerEvent {
    @Override
    public Severity severity() {
      return expected ? Severity.INFO : Severity.ERROR;
    }

    @Override
    public String describe() {
      return "Worker %d (pid %d) ended: %s".formatted(worker, pid, how);
    }
  }

  /** A line that a worker or the spawner wrote to its standard output or error. */
  record WorkerOutput(int pid, String line) implements ServerEvent {
    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String describe() {
      return line;
    }
  }

  /** The app raised, or gave an answer that cannot be sent. */
  record AppFailed(
      String method, String target, int pid, String message, String traceback, String id)
      implements ServerEvent {
    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    /** Without the traceback. */
    public String summary() {
      return "Error handling request " + RequestLine.of(method, target, id) + ": " + message;
    }

    @Override
    public String describe() {
      return summary() + (traceback.isEmpty() ? "" : "\n" + traceback.stripTrailing());
    }
  }

  /** A request was refused before it reached the app. */
  record RequestRefused(int status, String reason, String peer) implements ServerEvent {
    /** All but a lack of ours is the client's doing, 501 and 505 too: scanners ask for both. */
    @Override
    public Severity severity() {
      return status == 503 ? Severity.WARNING : Severity.DEBUG;
    }

    @Override
    public String describe() {
      return "Refused a request from "
          + (peer.isEmpty() ? "a Unix socket" : peer)
          + " with "
          + status
          + ": "
          + reason;
    }
  }

  /**
   * A request was refused before its body was whole: what the access log has of it. Everybody else
   * hears of {@link RequestRefused}.
   */
  record UploadRefused(RequestServed line) implements ServerEvent {
    @Override
    public Severity severity() {
      return line.severity();
    }

    @Override
    public String describe() {
      return line.describe();
    }
  }

  /** Something went wrong with one request or connection: there may be as many as clients send. */
  record RequestTrouble(String sentence) implements ServerEvent {

    /**
     * @param what as a sentence, without its end
     */
    public static RequestTrouble of(String what, Throwable cause) {
      return new RequestTrouble(what + ": " + Reason.of(cause));
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String describe() {
      return sentence;
    }
  }

  /**
   * A client left before its answer was complete.
   *
   * @param when what its request was doing: waiting, running, or {@value #BEING_ANSWERED}
   */
  record ClientLeft(String method, String target, String when) implements ServerEvent {

    public static final String BEING_ANSWERED = "being answered";

    /**
     * Whether it left without having got any of it: who has seen enough of a stream leaves, too.
     */
    public boolean beforeAnswer() {
      return !when.equals(BEING_ANSWERED);
    }

    @Override
    public Severity severity() {
      return Severity.DEBUG;
    }

    @Override
    public String describe() {
      return "Client left while its request was " + when + ": " + method + " " + target;
    }
  }

  /**
   * An exchange ended; the access log's line.
   *
   * @param status what the client was sent, 0 where nothing was
   * @param requestBytes bytes of the request's body, {@link #NO_BODY} where it had none
   * @param bodyBytes bytes of body sent or on their way, without head and chunk framing
   * @param elapsed from the request's first byte until the client's connection had taken the
   *     answer: the sum of all parts
   * @param waited the part of it until it was given to a slot for good; zero where it never was
   * @param responseHeaders the app's response headers, for {@code %({name}o)s}
   * @param failure why the server gave an answer of its own; null where the app answered
   * @param split where the time went, from the request's first byte to the answer's last
   * @param id its {@code X-Request-Id}, kept or made; empty where there is none
   * @param receivedAt {@link System#nanoTime()} when the request was whole
   */
  record RequestServed(
      RequestHead request,
      int status,
      List<dev.junicorn.exchange.Header> responseHeaders,
      long requestBytes,
      long bodyBytes,
      Duration elapsed,
      Duration waited,
      int workerPid,
      @Nullable Failure failure,
      TimeSplit split,
      String id,
      long receivedAt)
      implements ServerEvent {

    /** The request declared no body, which is not the same as an empty one. */
    public static final long NO_BODY = -1;

    @Override
    public Severity severity() {
      return Severity.DEBUG;
    }

    @Override
    public String describe() {
      return request.method() + " " + request.target() + " " + status;
    }
  }

  /** Something deserves an operator's attention; no single request, see {@link RequestTrouble}. */
  record Warned(String sentence) implements ServerEvent {
    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String describe() {
      return sentence;
    }
  }

  /** The server cannot go on; what, why, and what to do. */
  record Failed(String sentence) implements ServerEvent {
    @Override
    public Severity severity() {
      return Severity.CRITICAL;
    }

    @Override
    public String describe() {
      return sentence;
    }
  }

  /** The server stops: why, and what it still finishes. */
  record Stopping(String reason) implements ServerEvent {
    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String describe() {
      return "Stopping: " + reason;
    }
  }
}
