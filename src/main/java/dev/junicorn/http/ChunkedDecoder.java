package dev.junicorn.http;

import io.netty.buffer.ByteBuf;
import java.util.Locale;
import java.util.Set;

/**
 * Takes the chunked coding off a body, strictly: RFC 9112 section 7.1. Extensions are skipped and
 * trailers dropped after they were checked.
 *
 * <pre>
 *   SIZE ──► DATA ──► DATA_CR ──► DATA_LF ──► SIZE
 *    ├─► SPACE ─► EXTENSION ─► SIZE_LF ─► DATA, or TRAILER after the last
 *    └────────────────────────────────────┘
 *   TRAILER ─► TRAILER_VALUE ─► TRAILER_LF ─► TRAILER ─► LAST_LF ─► END
 * </pre>
 *
 * <p>Confined to the loop; one per chunked body.
 */
final class ChunkedDecoder {

  private enum State {
    SIZE,
    SPACE,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER,
    TRAILER_VALUE,
    TRAILER_LF,
    LAST_LF,
    END
  }

  /** Enough for any length, too few to overflow. */
  private static final int SIZE_DIGITS = 15;

  /** White space after the sizes of one body; legal, but nobody sends any. */
  private static final int SPACES = 64;

  /** Fields about framing, routing and the content; RFC 9110 section 6.5.1. */
  private static final Set<String> FORBIDDEN_TRAILERS =
      Set.of(
          "authorization",
          "connection",
          "content-encoding",
          "content-length",
          "content-range",
          "content-type",
          "cookie",
          "expect",
          "host",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private final ChunkExtensions extensions = new ChunkExtensions();
  private final StringBuilder trailer = new StringBuilder();
  private State state = State.SIZE;
  private long size;
  private int digits;
  private int spaces;
  private int trailers;

  /** The body has ended. */
  boolean ended() {
    return state == State.END;
  }

  /**
   * Reads framing up to the next data.
   *
   * @return bytes of the current chunk still to be taken from the buffer by the caller, who calls
   *     {@link #took}; 0 if more input is needed or the body has ended
   */
  long next(ByteBuf in) throws RefusedException {
    while (state != State.DATA && state != State.END && in.isReadable()) {
      state = after(in.readByte() & 0xFF);
    }
    return state == State.DATA ? size : 0;
  }

  /** Tells how much of the current chunk was taken. */
  void took(int bytes) {
    size -= bytes;
    if (size == 0) {
      state = State.DATA_CR;
    }
  }

  private State after(int octet) throws RefusedException {
    return switch (state) {
      case SIZE -> inSize(octet);
      case SPACE -> inSpace(octet);
      case EXTENSION -> extensions.endsWith(octet) ? State.SIZE_LF : State.EXTENSION;
      case SIZE_LF -> sizeEnded(expect(octet, '\n', State.DATA));
      case DATA_CR -> expect(octet, '\r', State.DATA_LF);
      case DATA_LF -> expect(octet, '\n', State.SIZE);
      case TRAILER -> inTrailerName(octet);
      case TRAILER_VALUE -> inTrailerValue(octet);
      case TRAILER_LF -> expect(octet, '\n', State.TRAILER);
      case LAST_LF -> expect(octet, '\n', State.END);
      case DATA, END -> throw new IllegalStateException("no framing to read");
    };
  }

  private State inSize(int octet) throws RefusedException {
    int digit = Octets.hex(octet);
    if (digit >= 0) {
      digits++;
      size = (size << 4) | digit;
      if (digits > SIZE_DIGITS) {
        throw RefusedException.badRequest("A chunk size has too many digits.");
      }
      return State.SIZE;
    }
    if (digits == 0) {
      throw RefusedException.badRequest("A chunk size is not a hexadecimal number.");
    }
    return afterSize(octet);
  }

  private State afterSize(int octet) throws RefusedException {
    return switch (octet) {
      case '\r' -> State.SIZE_LF;
      case ';' -> State.EXTENSION;
      case ' ', '\t' -> afterSpace();
      default -> throw RefusedException.badRequest("A chunk size is not a hexadecimal number.");
    };
  }

  private State afterSpace() throws RefusedException {
    spaces++;
    if (spaces > SPACES) {
      throw RefusedException.badRequest("A chunk size is followed by too much white space.");
    }
    return State.SPACE;
  }

  /** White space before a {@code ;} is legal though bad; before the line's end it is not. */
  private State inSpace(int octet) throws RefusedException {
    if (octet == '\r') {
      throw RefusedException.badRequest("A chunk size is followed by white space.");
    }
    return afterSize(octet);
  }

  private State sizeEnded(State data) {
    digits = 0;
    return size == 0 ? State.TRAILER : data;
  }

  private State inTrailerName(int octet) throws RefusedException {
    countTrailer();
    if (octet == '\r' && trailer.isEmpty()) {
      return State.LAST_LF;
    }
    if (octet == ':' && !trailer.isEmpty()) {
      checkTrailer(trailer.toString().toLowerCase(Locale.ROOT));
      trailer.setLength(0);
      return State.TRAILER_VALUE;
    }
    if (!Octets.isToken(octet)) {
      throw RefusedException.badRequest("A trailer field's name is not valid.");
    }
    trailer.append((char) octet);
    return State.TRAILER;
  }

  private static void checkTrailer(String name) throws RefusedException {
    if (FORBIDDEN_TRAILERS.contains(name)) {
      throw RefusedException.badRequest("The field " + name + " must not be a trailer.");
    }
  }

  private State inTrailerValue(int octet) throws RefusedException {
    countTrailer();
    if (octet == '\r') {
      return State.TRAILER_LF;
    }
    if (!Octets.isValue(octet)) {
      throw RefusedException.badRequest("A trailer field's value has a control character.");
    }
    return State.TRAILER_VALUE;
  }

  private void countTrailer() throws RefusedException {
    trailers++;
    if (trailers > Bounds.TRAILERS) {
      throw new RefusedException(
          431, "The trailers are larger than " + Bounds.TRAILERS + " bytes (a fixed bound).");
    }
  }

  private static State expect(int octet, char expected, State next) throws RefusedException {
    if (octet != expected) {
      throw RefusedException.badRequest("A chunk does not end where its size says.");
    }
    return next;
  }
}
