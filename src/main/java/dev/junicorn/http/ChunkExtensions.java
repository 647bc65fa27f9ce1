package dev.junicorn.http;

/**
 * The grammar of chunk extensions, RFC 9112 section 7.1.1. They are skipped, yet read strictly:
 * where two parties disagree about an extension's end, one of them takes a body for a request.
 *
 * <p>Confined to the loop; one per chunked body.
 */
final class ChunkExtensions {

  private enum Part {
    BEFORE_NAME,
    NAME,
    AFTER_NAME,
    BEFORE_VALUE,
    VALUE,
    QUOTED,
    ESCAPED,
    AFTER_QUOTED,
    AFTER_VALUE
  }

  private Part part = Part.BEFORE_NAME;
  private int length;

  /** Takes the next octet after the chunk's first {@code ;}; true if it is the CR of the end. */
  boolean endsWith(int octet) throws RefusedException {
    length++;
    if (length > Bounds.CHUNK_EXTENSIONS) {
      throw RefusedException.badRequest(
          "The chunk extensions are longer than "
              + Bounds.CHUNK_EXTENSIONS
              + " bytes (a fixed bound).");
    }
    if (octet == '\r' && mayEnd()) {
      part = Part.BEFORE_NAME;
      return true;
    }
    part = after(octet);
    return false;
  }

  private boolean mayEnd() {
    return part == Part.NAME || part == Part.VALUE || part == Part.AFTER_QUOTED;
  }

  private Part after(int octet) throws RefusedException {
    return switch (part) {
      case BEFORE_NAME -> isSpace(octet) ? part : token(octet, Part.NAME);
      case NAME -> Octets.isToken(octet) ? part : afterName(octet);
      case AFTER_NAME -> afterName(octet);
      case BEFORE_VALUE -> beforeValue(octet);
      case VALUE -> Octets.isToken(octet) ? part : afterValue(octet);
      case QUOTED -> inQuotes(octet);
      case ESCAPED -> text(octet);
      case AFTER_QUOTED, AFTER_VALUE -> afterValue(octet);
    };
  }

  private static Part afterName(int octet) throws RefusedException {
    if (isSpace(octet)) {
      return Part.AFTER_NAME;
    }
    return switch (octet) {
      case '=' -> Part.BEFORE_VALUE;
      case ';' -> Part.BEFORE_NAME;
      default -> throw invalid();
    };
  }

  private static Part beforeValue(int octet) throws RefusedException {
    if (isSpace(octet)) {
      return Part.BEFORE_VALUE;
    }
    return octet == '"' ? Part.QUOTED : token(octet, Part.VALUE);
  }

  private static Part afterValue(int octet) throws RefusedException {
    if (isSpace(octet)) {
      return Part.AFTER_VALUE;
    }
    if (octet == ';') {
      return Part.BEFORE_NAME;
    }
    throw invalid();
  }

  private static Part inQuotes(int octet) throws RefusedException {
    return switch (octet) {
      case '"' -> Part.AFTER_QUOTED;
      case '\\' -> Part.ESCAPED;
      default -> text(octet);
    };
  }

  private static Part text(int octet) throws RefusedException {
    if (Octets.isValue(octet)) {
      return Part.QUOTED;
    }
    throw invalid();
  }

  private static Part token(int octet, Part part) throws RefusedException {
    if (Octets.isToken(octet)) {
      return part;
    }
    throw invalid();
  }

  private static boolean isSpace(int octet) {
    return octet == ' ' || octet == '\t';
  }

  private static RefusedException invalid() {
    return RefusedException.badRequest("A chunk extension is not valid.");
  }
}
