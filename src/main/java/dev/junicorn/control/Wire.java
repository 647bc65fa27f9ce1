package dev.junicorn.control;

import java.time.Duration;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** What both ends agree on; {@code CONTROL.md}. */
final class Wire {

  /** Bytes of a request's line: a command and a few numbers. */
  static final int LONGEST_REQUEST = 4096;

  /** Bytes of an answer's line: the stacks of a thousand slots. */
  static final int LONGEST_ANSWER = 16 << 20;

  /** How long a peer may take to say or to take a line. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Names in JSON are written like_this. */
  static final JsonMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private Wire() {}
}
