package dev.junicorn.http;

import dev.junicorn.exchange.Header;
import dev.junicorn.exchange.ResponseHead;

/**
 * Whether an app's head may go out: the last guard against response splitting, wherever the head
 * came from.
 */
final class HeadCheck {

  private static final int LENGTH_DIGITS = 18;

  private HeadCheck() {}

  /** What is wrong with the head, or an empty text. */
  static String defectOf(ResponseHead head) {
    if (head.status() < 200 || head.status() > 999) {
      return "the app's status is not within 200 and 999: " + head.status();
    }
    if (!isValue(head.reason())) {
      return "the app's reason phrase has a character that is not allowed";
    }
    long length = Framing.UNKNOWN;
    for (Header header : head.headers()) {
      String defect = defectOf(header);
      if (!defect.isEmpty()) {
        return defect;
      }
      if (header.is("Content-Length")) {
        long next = contentLength(header.value());
        // The same twice is one (RFC 9110 section 8.6), which is sent once: framing is ours.
        if (length != Framing.UNKNOWN && next != length) {
          return "the app gave more than one Content-Length: " + length + " and " + next;
        }
        length = next;
      }
    }
    return "";
  }

  private static String defectOf(Header header) {
    if (!isName(header.name())) {
      return "the app gave a header whose name is not valid: '" + header.name() + "'";
    }
    if (!isValue(header.value())) {
      return "the value of the app's header "
          + header.name()
          + " has a character that is not allowed";
    }
    if (header.is("Content-Length") && contentLength(header.value()) < 0) {
      return "the app's Content-Length is not a number: '" + header.value() + "'";
    }
    return "";
  }

  /** The number, or -1 for what is none. */
  static long contentLength(String value) {
    String digits = value.strip();
    if (digits.isEmpty() || digits.length() > LENGTH_DIGITS) {
      return -1;
    }
    long length = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      length = length * 10 + digit;
    }
    return length;
  }

  private static boolean isName(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (!Octets.isToken(name.charAt(i))) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  private static boolean isValue(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (!Octets.isValue(value.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
