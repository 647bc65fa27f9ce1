package dev.junicorn.http;

import java.nio.charset.StandardCharsets;

/**
 * A request target taken apart; RFC 9112 section 3.2.
 *
 * @param path percent-decoded, one char per byte; {@code *} for the asterisk form
 * @param query what follows the first {@code ?}, as sent
 * @param authority of the absolute form, which outranks {@code Host}; empty for the others
 */
record RequestTarget(String path, String query, String authority) {

  private static final RequestTarget ASTERISK = new RequestTarget("*", "", "");

  /**
   * Accepts the origin form, the absolute form of http and https, and {@code OPTIONS *}.
   *
   * @param text visible ASCII without {@code #}
   */
  static RequestTarget parse(String method, String text) throws RefusedException {
    if (text.charAt(0) == '/') {
      return origin(text, "");
    }
    if (text.equals("*")) {
      if (!method.equals("OPTIONS")) {
        throw RefusedException.badRequest("The target * belongs to OPTIONS only.");
      }
      return ASTERISK;
    }
    int scheme =
        text.regionMatches(true, 0, "http://", 0, 7)
            ? 7
            : text.regionMatches(true, 0, "https://", 0, 8) ? 8 : -1;
    if (scheme < 0) {
      throw RefusedException.badRequest("The request target begins neither with / nor http://.");
    }
    return absolute(text, scheme);
  }

  private static RequestTarget absolute(String text, int start) throws RefusedException {
    int end = start;
    while (end < text.length() && text.charAt(end) != '/' && text.charAt(end) != '?') {
      end++;
    }
    String authority = text.substring(start, end);
    if (authority.isEmpty() || authority.charAt(0) == ':' || !HostName.isValid(authority)) {
      throw RefusedException.badRequest("The host in the request target is not valid.");
    }
    String rest = text.substring(end);
    return origin(rest.startsWith("/") ? rest : "/" + rest, authority);
  }

  private static RequestTarget origin(String text, String authority) {
    int mark = text.indexOf('?');
    String path = mark < 0 ? text : text.substring(0, mark);
    String query = mark < 0 ? "" : text.substring(mark + 1);
    return new RequestTarget(path.indexOf('%') < 0 ? path : decode(path), query, authority);
  }

  /** Decodes as Python's {@code unquote_to_bytes}: what is no escape stays as it is. */
  private static String decode(String path) {
    int length = path.length();
    byte[] bytes = new byte[length];
    int size = 0;
    for (int i = 0; i < length; i++) {
      char c = path.charAt(i);
      int high = c == '%' && i + 2 < length ? Octets.hex(path.charAt(i + 1)) : -1;
      int low = high < 0 ? -1 : Octets.hex(path.charAt(i + 2));
      if (low < 0) {
        bytes[size++] = (byte) c;
      } else {
        bytes[size++] = (byte) ((high << 4) | low);
        i += 2;
      }
    }
    return new String(bytes, 0, size, StandardCharsets.ISO_8859_1);
  }
}
