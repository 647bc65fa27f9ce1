package dev.junicorn.http;

import io.netty.buffer.ByteBuf;

/**
 * Finds the end of a request head in bytes that arrive in any pieces, and holds the limits line by
 * line meanwhile. Looks at every byte once, so a head sent byte by byte costs no more than one sent
 * whole, and both meet the same refusals.
 *
 * <p>Confined to the loop; one per connection.
 */
final class HeadScanner {

  /** The head is not whole yet. */
  static final int INCOMPLETE = -1;

  /** Bytes of a line that has nothing but its end. */
  private static final int EMPTY_LINE = 2;

  /** The first byte of a ClientHello, RFC 8446 section 5.1. */
  private static final byte TLS_HANDSHAKE = 0x16;

  /** What the PROXY protocol's second version has behind its two empty lines. */
  private static final byte PROXY_SIGNATURE = 0;

  private final HttpSettings settings;
  private int scanned;
  private int lineStart;
  private int lines;
  private int emptyLines;

  HeadScanner(HttpSettings settings) {
    this.settings = settings;
  }

  /** Prepares for the next head. */
  void reset() {
    scanned = 0;
    lineStart = 0;
    lines = 0;
    emptyLines = 0;
  }

  /**
   * Skips the empty lines before a request line, which begin no request: a client that sends one
   * behind a body is idle all the same.
   *
   * @return whether there is a byte of something else, or one empty line too many
   */
  boolean begins(ByteBuf in) {
    while (emptyLines < Bounds.EMPTY_LINES && startsWithEmptyLine(in)) {
      in.skipBytes(EMPTY_LINE);
      emptyLines++;
    }
    return in.readableBytes() > 1 || (in.isReadable() && in.getByte(in.readerIndex()) != '\r');
  }

  private static boolean startsWithEmptyLine(ByteBuf in) {
    return in.readableBytes() >= EMPTY_LINE
        && in.getByte(in.readerIndex()) == '\r'
        && in.getByte(in.readerIndex() + 1) == '\n';
  }

  /**
   * Goes on scanning what {@link #begins}.
   *
   * @return the bytes of the head with its empty last line, from the reader index; or {@link
   *     #INCOMPLETE}
   */
  int scan(ByteBuf in) throws RefusedException {
    if (lines == 0 && scanned == 0) {
      checkFirst(in);
    }
    while (true) {
      int base = in.readerIndex();
      int lineFeed = in.indexOf(base + scanned, in.writerIndex(), (byte) '\n');
      if (lineFeed < 0) {
        scanned = in.readableBytes();
        checkLength(scanned - lineStart);
        return INCOMPLETE;
      }
      if (endLine(in, lineFeed - base)) {
        return scanned;
      }
    }
  }

  /** Takes a line whose LF is at the offset; true if it ends the head. */
  private boolean endLine(ByteBuf in, int lineFeed) throws RefusedException {
    int length = lineFeed - lineStart;
    checkLength(length);
    if (length == 0 || in.getByte(in.readerIndex() + lineFeed - 1) != '\r') {
      throw RefusedException.badRequest("A line of the head ends without a carriage return.");
    }
    scanned = lineFeed + 1;
    lineStart = scanned;
    if (length > 1) {
      lines++;
      checkCount();
      return false;
    }
    if (lines == 0) {
      throw RefusedException.badRequest("Too many empty lines before the request line.");
    }
    return true;
  }

  /** Refuses what cannot become a request, such as TLS on this port, at its first byte. */
  private static void checkFirst(ByteBuf in) throws RefusedException {
    if (!in.isReadable()) {
      return;
    }
    byte first = in.getByte(in.readerIndex());
    if (!Octets.isMethod(first) && first != '\r' && first != '\n') {
      throw RefusedException.badRequest(
          switch (first) {
            case TLS_HANDSHAKE ->
                "This port speaks HTTP, the client HTTPS (TLS belongs to a proxy in front).";
            case PROXY_SIGNATURE -> HeadParser.PROXY_PROTOCOL;
            default -> "The request does not begin with a method.";
          });
    }
  }

  /**
   * @param length bytes of the line so far, without LF, with its CR
   */
  private void checkLength(int length) throws RefusedException {
    if (lines == 0 && length > settings.maxRequestLine() + 1) {
      throw new RefusedException(
          414,
          "The request line is longer than "
              + settings.maxRequestLine()
              + " bytes (--limit-request-line).");
    }
    if (lines > 0 && length >= settings.maxHeaderFieldSize()) {
      throw new RefusedException(
          431,
          "A header field is larger than "
              + settings.maxHeaderFieldSize()
              + " bytes (--limit-request-field_size).");
    }
    if (lineStart + length > Bounds.HEAD) {
      throw new RefusedException(
          431, "The request head is larger than " + Bounds.HEAD + " bytes (a fixed bound).");
    }
  }

  private void checkCount() throws RefusedException {
    if (lines - 1 > settings.maxHeaderFields()) {
      throw new RefusedException(
          431,
          "The request has more than "
              + settings.maxHeaderFields()
              + " header fields (--limit-request-fields).");
    }
  }
}
