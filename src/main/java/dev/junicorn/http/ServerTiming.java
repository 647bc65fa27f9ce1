package dev.junicorn.http;

import dev.junicorn.exchange.TimeSplit;

/**
 * The value of {@code Server-Timing} (W3C), which browsers show beside a request: milliseconds with
 * three decimals.
 */
final class ServerTiming {

  private ServerTiming() {}

  /** What is known when the first byte of the answer goes out before its last is there. */
  static String ofWait(TimeSplit split) {
    return append(new StringBuilder(24), "queue", split.queue()).toString();
  }

  /** What is known when the app is through. */
  static String of(TimeSplit split) {
    StringBuilder text = new StringBuilder(100);
    append(text, "queue", split.queue());
    append(text.append(", "), "dispatch", split.dispatch());
    append(text.append(", "), "cpu", split.cpu());
    append(text.append(", "), "contention", split.contention());
    append(text.append(", "), "blocked", split.blocked());
    return text.toString();
  }

  private static StringBuilder append(StringBuilder text, String name, long nanos) {
    long micros = nanos / 1000;
    text.append(name).append(";dur=").append(micros / 1000).append('.');
    long decimals = micros % 1000;
    if (decimals < 100) {
      text.append(decimals < 10 ? "00" : "0");
    }
    return text.append(decimals);
  }
}
