package dev.junicorn.log;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A log setting cannot be used: the message names the option, the reason, and what to do. */
public final class LogSettingException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String explanation;

  LogSettingException(String option, String value, String why, String remedy) {
    super(option + " " + value + ": " + why + " " + remedy);
    this.explanation = why + " " + remedy;
  }

  private LogSettingException(String message) {
    super(message);
    this.explanation = message;
  }

  /**
   * The one, or all of them as a numbered list.
   *
   * @param problems at least one
   */
  static LogSettingException of(List<LogSettingException> problems) {
    return problems.size() == 1
        ? problems.getFirst()
        : new LogSettingException(
            IntStream.range(0, problems.size())
                .mapToObj(i -> "\n  " + (i + 1) + ". " + problems.get(i).getMessage())
                .collect(
                    Collectors.joining("", problems.size() + " settings cannot be used:", "")));
  }

  /** Why, and what to do. */
  String explanation() {
    return explanation;
  }
}
