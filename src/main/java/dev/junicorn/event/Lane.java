package dev.junicorn.event;

import dev.junicorn.event.CrashEvent.RequestInterrupted;
import dev.junicorn.event.CrashEvent.WorkerCrashed;
import dev.junicorn.event.DeadlineEvent.Answers;
import dev.junicorn.event.DeadlineEvent.CameBack;
import dev.junicorn.event.DeadlineEvent.Exceeded;
import dev.junicorn.event.DeadlineEvent.GivenUp;
import dev.junicorn.event.DeadlineEvent.Near;
import dev.junicorn.event.DeadlineEvent.Silent;
import dev.junicorn.event.DeadlineEvent.Stuck;
import dev.junicorn.event.ServerEvent.AppFailed;
import dev.junicorn.event.ServerEvent.ClientLeft;
import dev.junicorn.event.ServerEvent.Decided;
import dev.junicorn.event.ServerEvent.Failed;
import dev.junicorn.event.ServerEvent.Listening;
import dev.junicorn.event.ServerEvent.RequestRefused;
import dev.junicorn.event.ServerEvent.RequestServed;
import dev.junicorn.event.ServerEvent.RequestTrouble;
import dev.junicorn.event.ServerEvent.Starting;
import dev.junicorn.event.ServerEvent.Stopping;
import dev.junicorn.event.ServerEvent.UploadRefused;
import dev.junicorn.event.ServerEvent.Warned;
import dev.junicorn.event.ServerEvent.WorkerBootFailed;
import dev.junicorn.event.ServerEvent.WorkerExited;
import dev.junicorn.event.ServerEvent.WorkerOutput;
import dev.junicorn.event.ServerEvent.WorkerReady;
import dev.junicorn.event.ServerEvent.WorkerStarted;

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
      case RequestServed _, UploadRefused _ -> ACCESS;
      case RequestRefused _,
          RequestTrouble _,
          RequestInterrupted _,
          AppFailed _,
          ClientLeft _,
          Near _,
          Exceeded _,
          CameBack _ ->
          TROUBLE;
      case Starting _,
          Decided _,
          Listening _,
          WorkerStarted _,
          WorkerReady _,
          WorkerBootFailed _,
          WorkerExited _,
          WorkerCrashed _,
          Warned _,
          Failed _,
          Stopping _,
          Stuck _,
          Silent _,
          Answers _,
          GivenUp _,
          FindingEvent _,
          SupervisionEvent _ ->
          SERVER;
    };
  }
}
