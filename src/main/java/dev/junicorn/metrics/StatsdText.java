package dev.junicorn.metrics;

import dev.junicorn.event.ServerEvent;
import dev.junicorn.event.Severity;
import java.util.List;

/**
 * Events as StatsD's lines, with gunicorn's names (its {@code instrument/statsd.py}), so that a
 * dashboard goes on working.
 *
 * @param prefix before each name; empty, or with a dot at its end
 * @param tags DogStatsD's tags as they are written, {@code key:value,key2:value2}; empty for none
 */
record StatsdText(String prefix, String tags) {

  /** With the prefix as gunicorn takes it: any number of dots at its end are one. */
  static StatsdText of(String prefix, String tags) {
    String bare = prefix.replaceFirst("[.]+$", "");
    return new StatsdText(bare.isEmpty() ? "" : bare + ".", tags);
  }

  /** The lines for one event; usually none or three. */
  List<String> lines(ServerEvent event) {
    if (event instanceof ServerEvent.RequestServed served) {
      return served.status() == 0
          ? List.of()
          : List.of(
              line("gunicorn.request.duration:" + served.elapsed().toNanos() / 1e6 + "|ms"),
              line("gunicorn.requests:1|c|@1.0"),
              line("gunicorn.request.status." + served.status() + ":1|c|@1.0"));
    }
    String counter =
        switch (event) {
          case ServerEvent.AppFailed _ -> "exception";
          default -> counter(event.severity());
        };
    return counter.isEmpty() ? List.of() : List.of(line("gunicorn.log." + counter + ":1|c|@1.0"));
  }

  /** How many workers there are. */
  String workers(int number) {
    return line("gunicorn.workers:" + number + "|g");
  }

  private static String counter(Severity severity) {
    return switch (severity) {
      case CRITICAL -> "critical";
      case ERROR -> "error";
      case WARNING -> "warning";
      default -> "";
    };
  }

  private String line(String text) {
    return prefix + text + (tags.isEmpty() ? "" : "|#" + tags);
  }
}
