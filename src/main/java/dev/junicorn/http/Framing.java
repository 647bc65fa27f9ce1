package dev.junicorn.http;

import dev.junicorn.exchange.Header;
import dev.junicorn.exchange.ResponseHead;

/**
 * How an answer is put on the wire: RFC 9110 section 6.4.1 and RFC 9112 section 6. Decided once,
 * before the first byte; an answer that cannot be sent honestly is {@link Unsendable}.
 */
sealed interface Framing {

  /** A length that is not known. */
  long UNKNOWN = -1;

  /**
   * @param carriesBody false for HEAD, 204, 205 and 304
   * @param length what Content-Length says, or {@link #UNKNOWN} where it is left out
   * @param chunked whether the body needs the chunked coding
   * @param persists whether the connection outlives the answer
   */
  record Sendable(boolean carriesBody, long length, boolean chunked, boolean persists)
      implements Framing {}

  /** The app's fault, in one sentence. */
  record Unsendable(String why) implements Framing {}

  /**
   * Decides.
   *
   * @param keepsAlive whether the server wants to go on with connections
   * @param given bytes of body, or {@link #UNKNOWN} for an answer in pieces
   */
  static Framing of(ParsedHead request, boolean keepsAlive, ResponseHead head, long given) {
    AppFields fields = AppFields.of(head);
    if (!fields.defect().isEmpty()) {
      return new Unsendable(fields.defect());
    }
    boolean persists = request.keepsAlive() && keepsAlive && !fields.closes();
    long declared = fields.contentLength();
    if (request.head().isHead() || head.forbidsBody()) {
      return new Sendable(false, lengthWithoutBody(head, declared, given), false, persists);
    }
    if (given != UNKNOWN && declared > given) {
      return new Unsendable("the app announced " + declared + " bytes of body but gave " + given);
    }
    long length = declared == UNKNOWN ? given : declared;
    boolean chunked = length == UNKNOWN && !request.isHttp10();
    return new Sendable(true, length, chunked, persists && (chunked || length != UNKNOWN));
  }

  /**
   * A 204 has no length, and a 205 has to say that it has none; a 304 and an answer to HEAD say the
   * length of what they do not carry.
   */
  private static long lengthWithoutBody(ResponseHead head, long declared, long given) {
    if (head.status() == 204) {
      return UNKNOWN;
    }
    if (head.status() == 205) {
      return 0;
    }
    return declared != UNKNOWN || given <= 0 || head.status() == 304 ? declared : given;
  }

  /**
   * What the app's own fields mean for the framing.
   *
   * @param defect why the head cannot be sent; empty if it can
   */
  record AppFields(long contentLength, boolean closes, String defect) {

    static AppFields of(ResponseHead head) {
      String defect = HeadCheck.defectOf(head);
      if (!defect.isEmpty()) {
        return new AppFields(UNKNOWN, true, defect);
      }
      long length = UNKNOWN;
      boolean closes = false;
      for (Header header : head.headers()) {
        if (header.is("Content-Length")) {
          length = HeadCheck.contentLength(header.value());
        } else if (header.is("Connection")) {
          closes |= ListField.contains(header.value(), "close");
        }
      }
      return new AppFields(length, closes, "");
    }
  }
}
