package dev.junicorn.plan;

/** A setting cannot be used. The message says what, why, and what to do instead. */
public final class ConfigError extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param subject the setting with its value, as the user wrote it: {@code --workers 0}
   * @param why a sentence
   * @param remedy what to do, one or more sentences
   */
  public ConfigError(String subject, String why, String remedy) {
    this(subject, why + " " + remedy);
  }

  /**
   * @param explanation why, and what to do
   */
  public ConfigError(String subject, String explanation) {
    super(subject + ": " + explanation, null, false, false);
  }
}
