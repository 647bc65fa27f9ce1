package dev.junicorn.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The {@code Date} field, made once per second; RFC 9110 section 6.6.1. Confined to the loop. */
final class DateField {

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("'Date: 'EEE, dd MMM yyyy HH:mm:ss 'GMT\r\n'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final InstantSource clock;
  private long second = Long.MIN_VALUE;
  private byte[] line = {};

  DateField(InstantSource clock) {
    this.clock = clock;
  }

  /** The whole line with its CRLF; not to be written to. */
  byte[] line() {
    long now = Math.floorDiv(clock.millis(), 1000);
    if (now != second) {
      second = now;
      line = FORMAT.format(Instant.ofEpochSecond(now)).getBytes(US_ASCII);
    }
    return line;
  }
}
