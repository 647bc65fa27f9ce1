package dev.junicorn.http;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the spelling of the names that clients keep sending, so that a head costs no new
 * strings for them and later look-ups find their hash already computed. A fixed number of places; a
 * newcomer takes its place from whoever had it, so an attacker gains nothing.
 *
 * <p>Confined to the loop.
 */
final class HeaderNames {

  private static final int PLACES = 512;
  private static final int LONGEST = 40;

  private final @Nullable String[] names = new @Nullable String[PLACES];

  /** The name in the given bytes, which are ASCII. */
  String get(byte[] bytes, int start, int end) {
    int length = end - start;
    if (length > LONGEST) {
      return new String(bytes, start, length, StandardCharsets.ISO_8859_1);
    }
    int hash = length;
    for (int i = start; i < end; i++) {
      hash = hash * 31 + bytes[i];
    }
    int place = (hash ^ (hash >>> 9) ^ (hash >>> 18)) & (PLACES - 1);
    String known = names[place];
    if (known != null && matches(known, bytes, start, length)) {
      return known;
    }
    String name = new String(bytes, start, length, StandardCharsets.ISO_8859_1);
    names[place] = name;
    return name;
  }

  private static boolean matches(String known, byte[] bytes, int start, int length) {
    if (known.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (known.charAt(i) != bytes[start + i]) {
        return false;
      }
    }
    return true;
  }
}
