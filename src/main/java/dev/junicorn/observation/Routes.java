package dev.junicorn.observation;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Groups paths, so that each route of the app is one name however many things it serves: what looks
 * like a key becomes a placeholder, what lies deeper than three segments a star.
 *
 * <p>The number of groups is bounded, and who asks for anything must not use them up for those who
 * ask for what there is. So half of the names are given to the first answer of a path that was no
 * redirect and no refusal; the rest to paths that were asked for in {@value #SECONDS} different
 * seconds. Until then, and where no name is left, a path is "other".
 *
 * <p>Confined to one thread.
 */
public final class Routes {

  /** As many as an app has on its important pages; each costs about twenty time series. */
  static final int MOST = 100;

  /** So many are given away easily. */
  static final int EASY = MOST / 2;

  static final String OTHER = "(other)";

  /** Where scanners ask for what was never there: their paths must not use up the groups. */
  static final String NOT_FOUND = "(not found)";

  private static final int SECONDS = 3;

  /** Paths that may get a name; of more, those that were not asked for longest are forgotten. */
  private static final int CANDIDATES = 1000;

  private static final int DEPTH = 3;
  private static final int LONGEST_SEGMENT = 32;
  private static final int NEVER = Integer.MAX_VALUE;
  private static final long NANOS = 1_000_000_000;

  private static final Pattern NUMBER = Pattern.compile("[0-9]+");
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  /** Hashes and keys: long, and with a digit among the letters. */
  private static final Pattern KEY = Pattern.compile("(?=.*[0-9])[0-9a-fA-F]{8,}");

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._~@+-]+");

  private final int kept;

  /** When each was asked for last, in seconds; first the one for which that is longest ago. */
  private final Map<String, Long> named = new LinkedHashMap<>(16, 0.75f, true);

  private final Map<String, Candidate> candidates = new LinkedHashMap<>(16, 0.75f, true);

  private record Candidate(int seconds, long last) {}

  private Routes(int kept) {
    this.kept = kept;
  }

  /** Whose names are never given to others: counters must not go back. */
  public static Routes lasting() {
    return new Routes(NEVER);
  }

  /** Whose names are free again when nobody has asked for so many seconds. */
  static Routes aging(int seconds) {
    return new Routes(seconds);
  }

  /**
   * The group of a path with this status.
   *
   * @param nanos when it was asked for, on any clock
   */
  public String group(String path, int status, long nanos) {
    if (status == 404 || status == 405) {
      return NOT_FOUND;
    }
    String group = collapse(path);
    long second = Math.floorDiv(nanos, NANOS);
    if (named.containsKey(group) || (deserves(group, status, second) && hasRoom(second))) {
      named.merge(group, second, Math::max);
      return group;
    }
    return OTHER;
  }

  private boolean deserves(String group, int status, long second) {
    if (named.size() < EASY && isAnswer(status)) {
      return true;
    }
    Candidate before = candidates.getOrDefault(group, new Candidate(0, Long.MIN_VALUE));
    int seconds = before.seconds + (second > before.last ? 1 : 0);
    candidates.put(group, new Candidate(seconds, Math.max(second, before.last)));
    dropFirst(candidates, CANDIDATES);
    return seconds >= SECONDS;
  }

  /** Redirects to a login and refusals are given for paths that are not there, too. */
  private static boolean isAnswer(int status) {
    return switch (status) {
      case 0, 401, 403 -> false;
      case 304 -> true;
      default -> status / 100 != 3;
    };
  }

  private boolean hasRoom(long second) {
    if (named.size() >= MOST) {
      Iterator<Long> oldest = named.values().iterator();
      if (second - oldest.next() > kept) {
        oldest.remove();
      }
    }
    return named.size() < MOST;
  }

  private static void dropFirst(Map<String, ?> map, int most) {
    if (map.size() > most) {
      Iterator<String> first = map.keySet().iterator();
      first.next();
      first.remove();
    }
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
