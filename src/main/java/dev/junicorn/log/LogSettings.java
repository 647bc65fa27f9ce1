package dev.junicorn.log;

import dev.junicorn.event.Severity;
import dev.junicorn.exchange.Mount;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * What is written where. A target is {@code -} or a file's absolute path.
 *
 * @param access the access log; empty: none; {@code -} is standard output
 * @param accessFormat gunicorn's atoms, or {@code json}
 * @param error the error log; {@code -} is standard error
 * @param level the quietest severity that is written
 * @param mount where the app is
 */
public record LogSettings(
    Optional<String> access, String accessFormat, String error, Severity level, Mount mount) {

  private static final String JSON = "json";

  boolean isJson() {
    return accessFormat.equals(JSON);
  }

  /** Why an access format cannot be used, and what to do; empty if it can. */
  public static Optional<String> defectOf(String accessFormat) {
    try {
      if (!accessFormat.equals(JSON)) {
        new AtomFormat(accessFormat, ZoneOffset.UTC, Mount.ROOT);
      }
      return Optional.empty();
    } catch (LogSettingException e) {
      return Optional.of(e.explanation());
    }
  }
}
