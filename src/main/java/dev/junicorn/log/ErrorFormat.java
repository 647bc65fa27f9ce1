package dev.junicorn.log;

import dev.junicorn.event.CrashEvent.RequestInterrupted;
import dev.junicorn.event.CrashEvent.WorkerCrashed;
import dev.junicorn.event.FindingEvent;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.event.ServerEvent.AppFailed;
import dev.junicorn.event.ServerEvent.ClientLeft;
import dev.junicorn.event.ServerEvent.RequestRefused;
import dev.junicorn.event.ServerEvent.RequestTrouble;
import dev.junicorn.event.ServerEvent.WorkerBootFailed;
import dev.junicorn.event.ServerEvent.WorkerExited;
import dev.junicorn.event.ServerEvent.WorkerOutput;
import dev.junicorn.event.ServerEvent.WorkerReady;
import dev.junicorn.event.ServerEvent.WorkerStarted;
import dev.junicorn.event.Severity;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Lines of the error log as gunicorn writes them: {@code [2026-11-20 10:32:11 +0000] [4711] [INFO]
 * message}. What concerns one worker carries its pid, the rest the server's. A line that the app
 * printed has {@code OUT} in the place of a level; a line that is a JSON object is passed on as it
 * is, because a program reads it. Confined to the writer thread.
 */
final class ErrorFormat {

  private final Timestamp timestamp;
  private final long serverPid;

  ErrorFormat(ZoneId zone, long serverPid) {
    this.timestamp = new Timestamp("'['yyyy-MM-dd HH:mm:ss xx']'", zone);
    this.serverPid = serverPid;
  }

  String line(Instant time, ServerEvent event) {
    return switch (event) {
      case WorkerOutput output when isJsonObject(output.line()) -> output.line();
      case WorkerOutput output -> prefix(time, output.pid(), "OUT") + output.line();
      default -> prefix(time, pid(event), event.severity().name()) + text(event);
    };
  }

  /** A line of the log about itself. */
  String line(Instant time, Severity severity, String message) {
    return prefix(time, serverPid, severity.name()) + message;
  }

  private String prefix(Instant time, long pid, String kind) {
    return timestamp.of(time) + " [" + pid + "] [" + kind + "] ";
  }

  private long pid(ServerEvent event) {
    return switch (event) {
      case WorkerReady ready -> ready.pid();
      case WorkerBootFailed failed -> failed.pid();
      case AppFailed failed -> failed.pid();
      default -> serverPid;
    };
  }

  /** Only an event that carries a traceback or the server's own words may have several lines. */
  private static String text(ServerEvent event) {
    return switch (event) {
      case RequestRefused _,
          RequestTrouble _,
          RequestInterrupted _,
          ClientLeft _,
          WorkerExited _,
          WorkerStarted _,
          FindingEvent _ ->
          Escape.oneLine(event.describe());
      case AppFailed failed -> Escape.oneLine(failed.summary()) + traceback(failed.traceback());
      case WorkerCrashed _ ->
          event.describe().lines().map(Escape::oneLine).collect(Collectors.joining("\n"));
      default -> event.describe();
    };
  }

  /** What an exception says is often what a client sent. */
  private static String traceback(String text) {
    return text.isEmpty()
        ? ""
        : Arrays.stream(text.stripTrailing().split("\n", -1))
            .map(Escape::oneLine)
            .collect(Collectors.joining("\n", "\n", ""));
  }

  private static boolean isJsonObject(String line) {
    return line.startsWith("{") && line.endsWith("}");
  }
}
