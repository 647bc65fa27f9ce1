package dev.junicorn.shell;

import java.util.regex.Pattern;

/**
 * Hides what looks like a secret in a command line that is to be shown: the values of variables and
 * options whose names say so, and what stands before the {@code @} of a URL.
 */
public final class Secrets {

  private static final String MASK = "***";

  /** A value as a shell reads it: pieces in quotation marks and out of them, up to a blank. */
  private static final String VALUE =
      "(?:'[^']*'|\"(?:\\\\.|[^\"\\\\])*\"|\\\\.|[^\\s'\"\\\\;&|])+";

  private static final String TELLING =
      "[A-Za-z0-9_-]*(?:KEY|SECRET|TOKEN|PASSWORD|PASSWD|CREDENTIAL)[A-Za-z0-9_-]*";

  /** {@code NAME=value}, also in quotation marks of its own: {@code --env 'NAME=value'}. */
  private static final Pattern ASSIGNED =
      Pattern.compile("(?i)(?<![A-Za-z0-9_-])(" + TELLING + ")=(" + VALUE + ")");

  /** {@code --console-token value}. */
  private static final Pattern OPTION =
      Pattern.compile("(?i)(?<!\\S)(--" + TELLING + "\\s+)(?!-)(" + VALUE + ")");

  private static final Pattern USER_INFO =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*://)[^\\s/?#'\"@]*(?:@[^\\s/?#'\"@]*)*@");

  private Secrets() {}

  /** The command with every secret that can be told by its looks replaced by three stars. */
  public static String masked(String command) {
    String assigned = ASSIGNED.matcher(command).replaceAll("$1=" + MASK);
    String options = OPTION.matcher(assigned).replaceAll("$1" + MASK);
    return USER_INFO.matcher(options).replaceAll("$1" + MASK + "@");
  }
}
