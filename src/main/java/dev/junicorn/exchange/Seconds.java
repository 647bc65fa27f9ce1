package dev.junicorn.exchange;

import java.math.BigDecimal;
import java.time.Duration;

/** Limits as their options take them, for messages that name the option. */
public final class Seconds {

  private Seconds() {}

  /** {@code 30} or {@code 0.5}. */
  public static String of(Duration limit) {
    return BigDecimal.valueOf(limit.toMillis(), 3).stripTrailingZeros().toPlainString();
  }
}
