package dev.junicorn.log;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Renders times in one pattern, once a second. Confined to the writer thread. */
final class Timestamp {

  private final DateTimeFormatter format;
  private long second = Long.MIN_VALUE;
  private String text = "";

  Timestamp(String pattern, ZoneId zone) {
    this.format = DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(zone);
  }

  String of(Instant time) {
    if (time.getEpochSecond() != second) {
      second = time.getEpochSecond();
      text = format.format(time);
    }
    return text;
  }
}
