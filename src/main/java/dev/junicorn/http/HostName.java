package dev.junicorn.http;

/** The grammar of {@code Host}: {@code uri-host [ ":" port ]}, RFC 9110 section 7.2. */
final class HostName {

  private HostName() {}

  /** Whether the text is a host with an optional port; the empty host is legal. */
  static boolean isValid(String text) {
    int end = hostEnd(text);
    return end >= 0 && (end == text.length() || isPort(text, end));
  }

  /** The host of a valid text, an IPv6 address in its brackets. */
  static String host(String text) {
    return text.substring(0, hostEnd(text));
  }

  /** The port of a valid text; empty where it names none. */
  static String port(String text) {
    int end = hostEnd(text);
    return end == text.length() ? "" : text.substring(end + 1);
  }

  private static int hostEnd(String text) {
    return text.startsWith("[") ? literalEnd(text) : nameEnd(text);
  }

  private static int nameEnd(String text) {
    int i = 0;
    while (i < text.length() && Octets.isHost(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private static int literalEnd(String text) {
    int close = text.indexOf(']');
    for (int i = 1; i < close; i++) {
      char c = text.charAt(i);
      if (Octets.hex(c) < 0 && c != ':' && c != '.') {
        return -1;
      }
    }
    return close < 3 ? -1 : close + 1;
  }

  private static boolean isPort(String text, int colon) {
    if (text.charAt(colon) != ':' || text.length() - colon > 6) {
      return false;
    }
    for (int i = colon + 1; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
