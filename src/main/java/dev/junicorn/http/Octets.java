package dev.junicorn.http;

/** Which octets the grammar allows where; RFC 9110 section 5, RFC 3986 section 3.2.2. */
final class Octets {

  private static final int TOKEN = 1;
  private static final int METHOD = 2;
  private static final int TARGET = 4;
  private static final int VALUE = 8;
  private static final int HOST = 16;
  private static final byte[] CLASSES = new byte[256];

  static {
    for (int c = 0; c < 256; c++) {
      CLASSES[c] = (byte) classesOf(c);
    }
  }

  private Octets() {}

  private static int classesOf(int c) {
    boolean alphanumeric =
        (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    boolean token = alphanumeric || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    boolean method = token && c != '#' && !(c >= 'a' && c <= 'z');
    boolean target = c > ' ' && c < 0x7F && c != '#';
    boolean value = (c >= ' ' && c != 0x7F) || c == '\t';
    boolean host = alphanumeric || "-._~!$&'()*+;=".indexOf(c) >= 0;
    return (token ? TOKEN : 0)
        | (method ? METHOD : 0)
        | (target ? TARGET : 0)
        | (value ? VALUE : 0)
        | (host ? HOST : 0);
  }

  /** A field name's, RFC 9110 section 5.6.2. */
  static boolean isToken(int octet) {
    return octet < 256 && (CLASSES[octet & 0xFF] & TOKEN) != 0;
  }

  /** A method's: upper-case tokens without {@code #}, gunicorn's rule. */
  static boolean isMethod(int octet) {
    return (CLASSES[octet & 0xFF] & METHOD) != 0;
  }

  /** A request target's: visible ASCII without the fragment's {@code #}. */
  static boolean isTarget(int octet) {
    return (CLASSES[octet & 0xFF] & TARGET) != 0;
  }

  /** A field value's: no control characters but the tab, RFC 9110 section 5.5. */
  static boolean isValue(int octet) {
    return octet < 256 && (CLASSES[octet & 0xFF] & VALUE) != 0;
  }

  /** A host name's; without escapes and the comma, which no real host has. */
  static boolean isHost(int octet) {
    return octet < 256 && (CLASSES[octet & 0xFF] & HOST) != 0;
  }

  /** The hexadecimal digit's value, or -1. */
  static int hex(int octet) {
    if (octet >= '0' && octet <= '9') {
      return octet - '0';
    }
    int lower = octet | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }
}
