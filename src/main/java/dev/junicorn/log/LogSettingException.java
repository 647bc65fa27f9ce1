package dev.junicorn.log;

import java.io.IOException;

/** A log setting cannot be used: the message names the option, the reason, and what to do. */
public final class LogSettingException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String explanation;

  LogSettingException(String option, String value, String why, String remedy) {
    super(option + " " + value + ": " + why + " " + remedy);
    this.explanation = why + " " + remedy;
  }

  /** Why, and what to do. */
  String explanation() {
    return explanation;
  }
}
