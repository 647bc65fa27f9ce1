package dev.junicorn.http;

import dev.junicorn.exchange.Header;
import java.util.List;

/**
 * Gives every request its id: the client's {@code X-Request-Id}, else the one of App Service's
 * front end, else a new one. The app finds it in the same field.
 *
 * <p>Confined to the loop; one for all its connections.
 */
final class RequestIds {

  static final String FIELD = "X-Request-Id";

  /** Azure App Service's own, which its logs have too. */
  private static final String APP_SERVICE_FIELD = "X-ARR-LOG-ID";

  /**
   * A UUID has 36, ids of tracing systems up to 64; a log line must not grow at a client's will.
   */
  private static final int LONGEST = 128;

  private final RequestIdRule rule;
  private long made;

  RequestIds(RequestIdRule rule) {
    this.rule = rule;
  }

  /**
   * Finds or makes the id, and puts it into the fields.
   *
   * @param headers of a request; changed
   * @return the id; empty where there is none
   */
  String identify(List<Header> headers) {
    if (!rule.wanted()) {
      return "";
    }
    int place = -1;
    String id = "";
    for (int i = 0; i < headers.size(); i++) {
      Header header = headers.get(i);
      if (header.is(FIELD)) {
        if (isSane(header.value())) {
          return header.value();
        }
        place = i;
      } else if (header.is(APP_SERVICE_FIELD) && isSane(header.value())) {
        id = header.value();
      }
    }
    if (id.isEmpty() && rule.makes()) {
      made++;
      id = rule.prefix() + '-' + Long.toHexString(made);
    }
    put(headers, place, id);
    return id;
  }

  /** One that is not sane is of no use to the app either, if there is a better one. */
  private static void put(List<Header> headers, int place, String id) {
    if (id.isEmpty()) {
      return;
    }
    Header header = new Header(FIELD, id);
    if (place < 0) {
      headers.add(header);
    } else {
      headers.set(place, header);
    }
  }

  /** Whether it may stand in any log and header as it is. */
  static boolean isSane(String id) {
    if (id.isEmpty() || id.length() > LONGEST) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && !(c >= '0' && c <= '9') && "-_.:=+/@".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }
}
