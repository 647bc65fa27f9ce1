package dev.junicorn.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.junicorn.exchange.Header;
import dev.junicorn.exchange.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * Writes heads and chunks; RFC 9112 sections 4, 5 and 7.1. Confined to the loop; one for all its
 * connections.
 */
final class ResponseEncoder {

  private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(US_ASCII);
  private static final byte[] VERSION = "HTTP/1.1 ".getBytes(US_ASCII);
  private static final byte[] OK = "HTTP/1.1 200 OK\r\n".getBytes(US_ASCII);
  private static final byte[] SERVER = "Server: junicorn\r\n".getBytes(US_ASCII);
  private static final byte[] REQUEST_ID = (RequestIds.FIELD + ": ").getBytes(US_ASCII);
  private static final byte[] SERVER_TIMING = "Server-Timing: ".getBytes(US_ASCII);
  private static final byte[] LENGTH = "Content-Length: ".getBytes(US_ASCII);
  private static final byte[] CHUNKED = "Transfer-Encoding: chunked\r\n".getBytes(US_ASCII);
  private static final byte[] CLOSE = "Connection: close\r\n".getBytes(US_ASCII);
  private static final byte[] KEEP = "Connection: keep-alive\r\n".getBytes(US_ASCII);
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(US_ASCII);
  private static final int CRLF = ('\r' << 8) | '\n';

  private final DateField date;
  private final byte[] digits = new byte[19];

  ResponseEncoder(DateField date) {
    this.date = date;
  }

  /** A buffer size that holds most such heads. */
  static int estimate(ResponseHead head, OwnFields own) {
    int size = 192 + head.reason().length();
    size += own.requestId().length() + own.serverTiming().length();
    for (Header header : head.headers()) {
      size += header.name().length() + header.value().length() + 4;
    }
    return size;
  }

  /** {@code 100 Continue}. */
  static void writeContinue(ByteBuf out) {
    out.writeBytes(CONTINUE);
  }

  /**
   * Writes a head with the fields that are ours: framing, connection, date, server.
   *
   * @param head checked by {@link HeadCheck}
   */
  void writeHead(
      ByteBuf out, ResponseHead head, Framing.Sendable framing, boolean http10, OwnFields own) {
    writeStatusLine(out, head);
    boolean dated = false;
    boolean named = false;
    boolean identified = own.requestId().isEmpty();
    for (Header header : head.headers()) {
      if (!isOurs(header)) {
        writeField(out, header);
        dated |= header.is("Date");
        named |= header.is("Server");
        identified |= header.is(RequestIds.FIELD);
      }
    }
    if (!dated) {
      out.writeBytes(date.line());
    }
    if (!named) {
      out.writeBytes(SERVER);
    }
    if (!identified) {
      writeField(out, REQUEST_ID, own.requestId());
    }
    if (!own.serverTiming().isEmpty()) {
      writeField(out, SERVER_TIMING, own.serverTiming());
    }
    writeFraming(out, framing, http10);
    out.writeShort(CRLF);
  }

  /** What goes before a chunk's bytes. */
  void writeChunkHead(ByteBuf out, int size) {
    int start = digits.length;
    int rest = size;
    do {
      start--;
      digits[start] = (byte) Character.forDigit(rest & 15, 16);
      rest >>>= 4;
    } while (rest != 0);
    out.writeBytes(digits, start, digits.length - start);
    out.writeShort(CRLF);
  }

  static void writeChunkEnd(ByteBuf out) {
    out.writeShort(CRLF);
  }

  static void writeLastChunk(ByteBuf out) {
    out.writeBytes(LAST_CHUNK);
  }

  private void writeStatusLine(ByteBuf out, ResponseHead head) {
    if (head.status() == 200 && head.reason().equals("OK")) {
      out.writeBytes(OK);
      return;
    }
    out.writeBytes(VERSION);
    writeNumber(out, head.status());
    out.writeByte(' ');
    ByteBufUtil.writeAscii(out, head.reason());
    out.writeShort(CRLF);
  }

  private static void writeField(ByteBuf out, Header header) {
    ByteBufUtil.writeAscii(out, header.name());
    out.writeShort((':' << 8) | ' ');
    ByteBufUtil.writeAscii(out, header.value());
    out.writeShort(CRLF);
  }

  /**
   * @param start name, colon and blank
   */
  private static void writeField(ByteBuf out, byte[] start, String value) {
    out.writeBytes(start);
    ByteBufUtil.writeAscii(out, value);
    out.writeShort(CRLF);
  }

  private void writeFraming(ByteBuf out, Framing.Sendable framing, boolean http10) {
    if (framing.length() != Framing.UNKNOWN) {
      out.writeBytes(LENGTH);
      writeNumber(out, framing.length());
      out.writeShort(CRLF);
    }
    if (framing.chunked()) {
      out.writeBytes(CHUNKED);
    }
    if (!framing.persists()) {
      out.writeBytes(CLOSE);
    } else if (http10) {
      out.writeBytes(KEEP);
    }
  }

  private void writeNumber(ByteBuf out, long number) {
    int start = digits.length;
    long rest = number;
    do {
      start--;
      digits[start] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest != 0);
    out.writeBytes(digits, start, digits.length - start);
  }

  /** Framing is ours, and hop-by-hop fields are not the app's to send (PEP 3333). */
  private static boolean isOurs(Header header) {
    return switch (header.name().length()) {
      case 2 -> header.is("TE");
      case 7 -> header.is("Upgrade") || header.is("Trailer");
      case 8 -> header.is("Trailers");
      case 10 -> header.is("Connection") || header.is("Keep-Alive");
      case 14 -> header.is("Content-Length");
      case 16 -> header.is("Proxy-Connection");
      case 17 -> header.is("Transfer-Encoding");
      case 18 -> header.is("Proxy-Authenticate");
      case 19 -> header.is("Proxy-Authorization");
      default -> false;
    };
  }
}
