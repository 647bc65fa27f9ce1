package dev.junicorn.observation;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Groups paths, so that each route of the app is one name however many things it serves: what looks
 * like a key becomes a placeholder, what lies deeper than three segments a star. The number of
 * groups is bounded; later ones are "other".
 *
 * <p>Confined to one thread.
 */
public final class Routes {

  /** As many as an app has on its important pages; each costs about twenty time series. */
  static final int MOST = 100;

  static final String OTHER = "(other)";

  /** Where scanners ask for what was never there: their paths must not use up the groups. */
  static final String NOT_FOUND = "(not found)";

  private static final int DEPTH = 3;
  private static final int LONGEST_SEGMENT = 32;

  private static final Pattern NUMBER = Pattern.compile("[0-9]+");
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  /** Hashes and keys: long, and with a digit among the letters. */
  private static final Pattern KEY = Pattern.compile("(?=.*[0-9])[0-9a-fA-F]{8,}");

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._~@+-]+");

  private final Set<String> known = new HashSet<>();

  /** The group of a path with this status. */
  public String group(String path, int status) {
    if (status == 404 || status == 405) {
      return NOT_FOUND;
    }
    String group = collapse(path);
    if (known.contains(group)) {
      return group;
    }
    if (known.size() >= MOST) {
      return OTHER;
    }
    known.add(group);
    return group;
  }

  /** The path with placeholders. */
  static String collapse(String path) {
    StringBuilder group = new StringBuilder();
    int from = 0;
    for (int depth = 0; from < path.length(); depth++) {
      int start = path.charAt(from) == '/' ? from + 1 : from;
      if (depth == DEPTH) {
        return start == path.length()
            ? group.append('/').toString()
            : group.append("/*").toString();
      }
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      group.append('/').append(segment(path.substring(start, end)));
      from = end;
    }
    return group.isEmpty() ? "/" : group.toString();
  }

  private static String segment(String text) {
    if (text.isEmpty()) {
      return "";
    }
    if (NUMBER.matcher(text).matches()) {
      return "{number}";
    }
    if (text.length() == 36 && UUID.matcher(text).matches()) {
      return "{uuid}";
    }
    if (text.length() > LONGEST_SEGMENT
        || KEY.matcher(text).matches()
        || !PLAIN.matcher(text).matches()) {
      return "{key}";
    }
    return text;
  }
}
