package dev.junicorn.event;

import dev.junicorn.event.CrashEvent.RequestInterrupted;
import dev.junicorn.event.ServerEvent.AppFailed;
import dev.junicorn.event.ServerEvent.ClientLeft;
import dev.junicorn.event.ServerEvent.RequestRefused;
import dev.junicorn.event.ServerEvent.RequestServed;
import dev.junicorn.event.ServerEvent.WorkerBootFailed;
import dev.junicorn.event.ServerEvent.WorkerOutput;
import dev.junicorn.event.SupervisionEvent.GenerationRefused;
import dev.junicorn.exchange.Header;
import java.util.List;

/**
 * Kinds of events by who can cause a flood of them. Each has its own budget in the queue, so that a
 * chatty app or a busy client cannot push out what the server has to say.
 */
public enum Lane {
  /** The server's own doings: starts, exits, decisions. Rare. */
  SERVER(1 << 20, "messages of the server"),
  /** Trouble with single requests: as many as clients send. */
  TROUBLE(1 << 20, "messages about single requests"),
  /** What the app prints. */
  OUTPUT(4 << 20, "lines of the app's output"),
  /** Access log lines. */
  ACCESS(8 << 20, "access log lines");

  /** What an event costs beside its texts, in the unit of the budget. */
  private static final int OVERHEAD = 100;

  private final long budget;
  private final String noun;

  /**
   * @param budget characters that may wait, about a byte each
   */
  Lane(long budget, String noun) {
    this.budget = budget;
    this.noun = noun;
  }

  public long budget() {
    return budget;
  }

  public String noun() {
    return noun;
  }

  public static Lane of(ServerEvent event) {
    return switch (event) {
      case WorkerOutput _ -> OUTPUT;
      case RequestServed _ -> ACCESS;
      case RequestRefused _, RequestInterrupted _, AppFailed _, ClientLeft _ -> TROUBLE;
      default -> SERVER;
    };
  }

  /** About how many characters the event holds on to. Cheap: called on event loops. */
  static long weight(ServerEvent event) {
    return OVERHEAD
        + switch (event) {
          case WorkerOutput output -> output.line().length();
          case RequestServed served ->
              2L * served.request().target().length()
                  + size(served.request().headers())
                  + size(served.responseHeaders());
          case AppFailed failed ->
              failed.target().length() + failed.message().length() + failed.traceback().length();
          case RequestRefused refused -> refused.reason().length();
          case RequestInterrupted interrupted -> interrupted.target().length();
          case ClientLeft left -> left.target().length();
          case CrashEvent.WorkerCrashed crashed ->
              crashed.sentences().stream().mapToInt(String::length).sum();
          case DeadlineEvent.Near near -> near.stack().length();
          case DeadlineEvent.Exceeded exceeded -> exceeded.stack().length();
          case DeadlineEvent.Silent silent -> silent.stacks().length();
          case WorkerBootFailed failed -> failed.traceback().length();
          case GenerationRefused refused -> refused.traceback().length();
          default -> 0;
        };
  }

  private static long size(List<Header> headers) {
    long size = 0;
    for (Header header : headers) {
      size += header.name().length() + header.value().length();
    }
    return size;
  }
}
