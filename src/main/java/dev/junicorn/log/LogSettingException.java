package dev.junicorn.log;

import java.io.IOException;

/** A log setting cannot be used: the message names the option, the reason, and what to do. */
public final class LogSettingException extends IOException {

  private static final long serialVersionUID = 1L;

  LogSettingException(String option, String value, String why, String remedy) {
    super(option + " " + value + ": " + why + " " + remedy);
  }
}
