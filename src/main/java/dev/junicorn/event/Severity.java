package dev.junicorn.event;

/**
 * How loud an event is; the names are those of gunicorn's {@code --log-level}. Ordered from quiet
 * to loud.
 */
public enum Severity {
  DEBUG,
  INFO,
  WARNING,
  ERROR,
  CRITICAL
}
