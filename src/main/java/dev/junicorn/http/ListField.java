package dev.junicorn.http;

/** Fields whose value is a comma-separated list; RFC 9110 section 5.6.1. */
final class ListField {

  private ListField() {}

  /** Whether the list has the element, in any case. */
  static boolean contains(String list, String element) {
    int start = 0;
    while (start <= list.length()) {
      int comma = list.indexOf(',', start);
      int end = comma < 0 ? list.length() : comma;
      if (isElement(list, start, end, element)) {
        return true;
      }
      start = end + 1;
    }
    return false;
  }

  private static boolean isElement(String list, int start, int end, String element) {
    int from = start;
    int to = end;
    while (from < to && isSpace(list.charAt(from))) {
      from++;
    }
    while (from < to && isSpace(list.charAt(to - 1))) {
      to--;
    }
    return to - from == element.length()
        && list.regionMatches(true, from, element, 0, element.length());
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }
}
