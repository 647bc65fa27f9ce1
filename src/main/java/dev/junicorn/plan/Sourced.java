package dev.junicorn.plan;

/**
 * A value and where it came from, in words a user knows: {@code "--workers"}, {@code
 * "WEB_CONCURRENCY"}, {@code "default"}, {@code "2 x 1 core + 1"}.
 */
public record Sourced<T>(T value, String source) {

  public static <T> Sourced<T> byDefault(T value) {
    return new Sourced<>(value, "default");
  }
}
