package dev.junicorn.cli;

import dev.junicorn.plan.ConfigError;
import dev.junicorn.plan.Misspelling;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a user wrote for one setting, and how to read it.
 *
 * @param name the option, the environment variable, or a configuration file's name for an option
 * @param value as written
 * @param origin where it stood, for example {@code GUNICORN_CMD_ARGS}; empty for the command line
 *     and for variables
 */
record Setting(String name, String value, String origin) {

  /** Nanoseconds in a long reach 292 years; 31 years are forever enough. */
  private static final BigDecimal LONGEST = BigDecimal.valueOf(1_000_000_000);

  private static final Pattern DURATION =
      Pattern.compile(
          "(?:(?<h>[0-9]+)h)?(?:(?<m>[0-9]+)m(?!s))?"
              + "(?:(?<s>[0-9]+(?:\\.[0-9]{1,9})?)(?:s|$))?(?:(?<ms>[0-9]+)ms)?");

  private static final Pattern BYTES =
      Pattern.compile("([0-9]+)([KMGT]?)(?:I?B)?", Pattern.CASE_INSENSITIVE);

  static Setting ofVariable(String name, String value) {
    return new Setting(name, value, "");
  }

  /** The setting as it stands in a message. */
  String subject() {
    return written(value.isEmpty() || value.indexOf(' ') >= 0 ? "\"" + value + "\"" : value)
        + (origin.isEmpty() ? "" : " in " + origin);
  }

  private String written(String shown) {
    if (isInFile()) {
      return name + " = " + Literal.of(value);
    }
    return name + (isOption() ? " " : "=") + shown;
  }

  private boolean isOption() {
    return name.startsWith("-");
  }

  /** A variable stands nowhere else. */
  private boolean isInFile() {
    return !isOption() && !origin.isEmpty();
  }

  /** The setting's source for the log. */
  String source() {
    return name + (origin.isEmpty() ? "" : " in " + origin);
  }

  ConfigError error(String why, String remedy) {
    return new ConfigError(subject(), why, remedy);
  }

  /**
   * One of these words, in lower case.
   *
   * @param why a sentence for any other
   */
  String word(List<String> words, String why) {
    String written = value.strip().toLowerCase(Locale.ROOT);
    if (words.contains(written)) {
      return written;
    }
    String choice =
        "Choose %s or %s."
            .formatted(String.join(", ", words.subList(0, words.size() - 1)), words.getLast());
    throw error(
        why, meant(written, words).map(word -> "Did you mean " + word + "? ").orElse("") + choice);
  }

  /** The word that this is the beginning of, or that is written much like it. */
  private static Optional<String> meant(String written, List<String> words) {
    List<String> longer =
        words.stream().filter(word -> !written.isEmpty() && word.startsWith(written)).toList();
    return longer.size() == 1 ? Optional.of(longer.getFirst()) : Misspelling.of(written, words);
  }

  /**
   * A whole number.
   *
   * @param example for the message
   */
  int count(int least, int most, int example) {
    String remedy = range(least, most == Integer.MAX_VALUE ? "on" : "to " + most, example);
    String digits = value.strip();
    if (!digits.matches("[+-]?[0-9]+")) {
      throw error("this is not a whole number.", remedy);
    }
    if (digits.startsWith("-") && !digits.matches("-0+")) {
      throw error("this is negative.", remedy);
    }
    BigDecimal number = new BigDecimal(digits);
    if (number.compareTo(BigDecimal.valueOf(least)) < 0) {
      throw error("this is too small.", remedy);
    }
    if (number.compareTo(BigDecimal.valueOf(most)) > 0) {
      throw error("this is too large.", range(least, "to " + most, example));
    }
    return number.intValueExact();
  }

  private String range(int least, String end, int example) {
    return "Write a whole number from %d %s, for example %s."
        .formatted(least, end, example(Integer.toString(example)));
  }

  /** Seconds, or hours, minutes, seconds and milliseconds with units. */
  Duration duration() {
    String remedy = "Write seconds (" + example("90") + ") or units (1m30s, 2h, 500ms).";
    String text = value.strip().toLowerCase(Locale.ROOT);
    if (text.startsWith("-")) {
      throw error("a time cannot be negative.", remedy);
    }
    Matcher matcher = DURATION.matcher(text);
    if (text.isEmpty() || !matcher.matches()) {
      throw error("this is not a time.", remedy);
    }
    BigDecimal seconds =
        number(matcher, "h")
            .multiply(BigDecimal.valueOf(3600))
            .add(number(matcher, "m").multiply(BigDecimal.valueOf(60)))
            .add(number(matcher, "s"))
            .add(number(matcher, "ms").movePointLeft(3));
    if (seconds.compareTo(LONGEST) > 0) {
      throw error("this is longer than " + LONGEST + " seconds.", remedy);
    }
    return Duration.ofNanos(seconds.movePointRight(9).longValueExact());
  }

  /** Of one unit; none is 0. */
  private static BigDecimal number(Matcher matcher, String unit) {
    String digits = matcher.group(unit);
    return digits == null ? BigDecimal.ZERO : new BigDecimal(digits);
  }

  /** A size of at least one byte; K, M, G and T are powers of 1024. */
  long bytes() {
    String remedy = "Write bytes or a unit, for example " + example("10M") + ".";
    Matcher matcher = BYTES.matcher(value.strip());
    if (!matcher.matches()) {
      throw error("this is not a size.", remedy);
    }
    int power = " KMGT".indexOf(matcher.group(2).isEmpty() ? " " : upper(matcher.group(2)));
    BigDecimal bytes =
        new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(1L << (10 * power)));
    if (bytes.signum() == 0) {
      throw error("this is too small.", remedy);
    }
    if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw error("this is larger than " + Long.MAX_VALUE + " bytes.", remedy);
    }
    return bytes.longValueExact();
  }

  /** How it would be written with another value. */
  String example(String text) {
    if (isInFile()) {
      return name + " = " + Literal.of(text);
    }
    return name + (isOption() ? " " : "=") + text;
  }

  private static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }
}
