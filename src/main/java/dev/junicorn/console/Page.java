package dev.junicorn.console;

/**
 * What one path answers.
 *
 * @param type for {@code Content-Type}
 */
record Page(int status, String type, String text) {

  static final String TEXT = "text/plain; charset=utf-8";
  static final String HTML = "text/html; charset=utf-8";

  /** Prometheus' text format. */
  static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

  static Page text(int status, String text) {
    return new Page(status, TEXT, text + "\n");
  }
}
