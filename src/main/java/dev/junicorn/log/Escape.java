package dev.junicorn.log;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Makes a client's text safe for a log: no client ends a line, closes a quote, or moves the
 * reader's cursor. Text comes one char per byte; valid UTF-8 is shown as what it means, anything
 * else as {@code \xNN}.
 */
final class Escape {

  private Escape() {}

  /** Escapes a value that the client or the app chose. */
  static String untrusted(String bytes) {
    return isPlain(bytes) ? bytes : escape(bytes, true);
  }

  /**
   * Escapes what ends a line, moves the cursor or turns the direction of writing; keeps quotes. For
   * messages.
   */
  static String oneLine(String text) {
    return text.codePoints().allMatch(c -> c < 0x7f ? c >= ' ' : isVisible(c))
        ? text
        : escape(text, false);
  }

  /** The meaning of bytes in chars: decoded where they are UTF-8, as they are otherwise. */
  static String decoded(String bytes) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
          .toString();
    } catch (CharacterCodingException e) {
      return bytes;
    }
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  private static String escape(String text, boolean isBytes) {
    String shown = isBytes ? decoded(text) : text;
    boolean keepsMeaning = !isBytes || !shown.equals(text);
    StringBuilder safe = new StringBuilder(shown.length() + 16);
    shown
        .codePoints()
        .forEach(c -> {
          if (isBytes && (c == '"' || c == '\\')) {
            safe.append('\\').append((char) c);
          } else if (c < 0x7f ? c >= ' ' : keepsMeaning && isVisible(c)) {
            safe.appendCodePoint(c);
          } else {
            safe.append(code(c));
          }
        });
    return safe.toString();
  }

  private static String code(int c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> (c <= 0xff ? "\\x%02x" : c <= 0xffff ? "\\u%04x" : "\\U%08x").formatted(c);
    };
  }

  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
