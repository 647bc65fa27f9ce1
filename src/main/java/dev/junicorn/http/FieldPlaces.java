package dev.junicorn.http;

import dev.junicorn.exchange.Header;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where the fields of one head are, by their names: a few are looked through one by one, many are
 * noted, each once. Confined to the loop.
 */
final class FieldPlaces {

  /** So many are looked through; it is also the default of their limit. */
  static final int FEW_FIELDS = 100;

  /** By the name in lower case; filled where they are many. */
  private final Map<String, Integer> places = new HashMap<>();

  /** Another head begins. */
  void clear() {
    places.clear();
  }

  /** Where the field of this name is; negative for nowhere. */
  int find(List<Header> headers, String name) {
    if (headers.size() > FEW_FIELDS) {
      for (int i = places.size(); i < headers.size(); i++) {
        places.put(headers.get(i).name().toLowerCase(Locale.ROOT), i);
      }
      return places.getOrDefault(name.toLowerCase(Locale.ROOT), -1);
    }
    for (int i = 0; i < headers.size(); i++) {
      if (headers.get(i).is(name)) {
        return i;
      }
    }
    return -1;
  }
}
