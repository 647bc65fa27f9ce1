package dev.junicorn.console;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What one path answers.
 *
 * @param type for {@code Content-Type}
 * @param body its bytes, which nobody changes; whoever reads it takes a {@link
 *     ByteBuffer#duplicate}
 */
record Page(int status, String type, ByteBuffer body) {

  static final String TEXT = "text/plain; charset=utf-8";
  static final String JSON = "application/json";

  /** Prometheus' text format. */
  static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

  /** In the first second: no fault, so nothing that a browser would report as one. */
  static final Page NOTHING_YET = of(204, TEXT, new byte[0]);

  static Page of(int status, String type, byte[] body) {
    return new Page(status, type, ByteBuffer.wrap(body).asReadOnlyBuffer());
  }

  static Page text(int status, String text) {
    return of(status, TEXT, (text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  static Page metrics(String text) {
    return of(200, METRICS, text.getBytes(StandardCharsets.UTF_8));
  }

  static Page json(Object value) {
    return of(200, JSON, Json.bytes(value));
  }
}
