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
    this(subject + ": " + explanation);
  }

  /**
   * @param message names each setting, why it cannot be used, and what to do
   */
  public static ConfigError explained(String message) {
    return new ConfigError(message);
  }

  private ConfigError(String message) {
    super(message, null, false, false);
  }

  /** The same with another line at the end. */
  public ConfigError followedBy(String line) {
    return new ConfigError(getMessage() + "\n" + line);
  }
}
