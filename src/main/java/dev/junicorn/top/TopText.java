package dev.junicorn.top;

import dev.junicorn.doctor.Finding;
import dev.junicorn.observation.Now;
import dev.junicorn.observation.Observation;
import dev.junicorn.observation.Second;
import java.util.Locale;
import java.util.stream.Collectors;

/** A picture in one line, for pipes and files: every number has its name beside it. */
public final class TopText {

  private TopText() {}

  /** The line, without a line feed. */
  public static String line(Picture picture) {
    Observation seen = picture.seen();
    Now now = seen.now();
    Second last = seen.seconds().isEmpty() ? null : seen.seconds().getLast();
    StringBuilder line = new StringBuilder();
    line.append(clock(seen.epochMillis())).append(" app=").append(Words.shown(seen.setup().app()));
    line.append(" state=").append(now.state());
    line.append(" busy=").append(now.busy()).append('/').append(now.slots().size());
    line.append(" waiting=").append(now.waiting());
    line.append(" oldest=").append(seconds(now.oldestWait()));
    if (last != null) {
      line.append(" answered=").append(last.answers().all());
      line.append(" errors=").append(last.answers().serverErrors());
      line.append(quantiles("time", last.duration()));
      line.append(quantiles("queue", last.queueWait()));
      line.append(" cores=%s/%s".formatted(cores(last), one(seen.setup().cores())));
      line.append(" workers-memory=").append(Words.bytes(last.machine().workerMemory()));
      line.append(" server-memory=").append(Words.bytes(last.machine().serverMemory()));
    }
    if (!picture.findings().isEmpty()) {
      line.append(" findings=");
      line.append(picture.findings().stream().map(Finding::code).collect(Collectors.joining(",")));
    }
    return line.toString();
  }

  /** The time of day, UTC. */
  private static String clock(long epochMillis) {
    long second = Math.floorMod(epochMillis / 1000, 86_400L);
    return String.format(
        Locale.ROOT, "%02d:%02d:%02dZ", second / 3600, second / 60 % 60, second % 60);
  }

  private static String quantiles(String name, Second.Quantiles quantiles) {
    return " %s=%s/%s/%s"
        .formatted(
            name, seconds(quantiles.p50()), seconds(quantiles.p95()), seconds(quantiles.p99()));
  }

  private static String cores(Second second) {
    return one(second.machine().workerCores() + second.machine().serverCores());
  }

  private static String one(double number) {
    return String.format(Locale.ROOT, "%.1f", number);
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.3fs", seconds);
  }
}
