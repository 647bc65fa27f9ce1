package dev.junicorn.http;

import org.jspecify.annotations.Nullable;

/**
 * What the fields of one request say together, and which combinations are refused: RFC 9112
 * sections 3.2, 6.1 and 6.3, and gunicorn's rules about the scheme.
 *
 * <p>Confined to the loop; reused for one head after the other.
 */
final class FieldRules {

  /** More digits than any body has, few enough not to overflow. */
  private static final int LENGTH_DIGITS = 18;

  private boolean trusted;
  private @Nullable String host;
  private @Nullable String transferEncoding;
  private @Nullable String contentType;
  private @Nullable String scheme;
  private long contentLength;
  private boolean closes;
  private boolean keepsAlive;
  private boolean expectsContinue;

  /** Begins a head; only a trusted peer's word about the scheme counts. */
  void reset(boolean peerTrusted) {
    trusted = peerTrusted;
    host = null;
    transferEncoding = null;
    contentType = null;
    scheme = null;
    contentLength = ParsedHead.UNDECLARED;
    closes = false;
    keepsAlive = false;
    expectsContinue = false;
  }

  /** Takes one field as it arrived; false if it is about framing and not for the app. */
  boolean accept(String name, String value) throws RefusedException {
    switch (name.length()) {
      case 4 -> host = name.equalsIgnoreCase("Host") ? onlyHost(value) : host;
      case 6 -> expect(name, value);
      case 10 -> connection(name, value);
      case 12 -> contentType(name, value);
      case 14 -> {
        return !contentLength(name, value);
      }
      case 15 -> scheme(name, "X-Forwarded-Ssl", value, "on");
      case 17 -> {
        scheme(name, "X-Forwarded-Proto", value, "https");
        return !transferEncoding(name, value);
      }
      case 20 -> scheme(name, "X-Forwarded-Protocol", value, "ssl");
      default -> {}
    }
    return true;
  }

  /** Checks what can only be judged when all fields are known. */
  void complete(boolean http10) throws RefusedException {
    if (host == null && !http10) {
      throw RefusedException.badRequest("The request has no Host.");
    }
    if (transferEncoding == null) {
      return;
    }
    if (http10) {
      throw RefusedException.badRequest("HTTP/1.0 has no Transfer-Encoding.");
    }
    if (contentLength != ParsedHead.UNDECLARED) {
      throw RefusedException.badRequest("The request has Content-Length and Transfer-Encoding.");
    }
    if (!transferEncoding.equalsIgnoreCase("chunked")) {
      throw unknownCoding(transferEncoding);
    }
  }

  String scheme() {
    return scheme == null ? "http" : scheme;
  }

  long contentLength() {
    return contentLength;
  }

  boolean chunked() {
    return transferEncoding != null;
  }

  boolean expectsContinue() {
    return expectsContinue;
  }

  /** Persistence is the rule in HTTP/1.1 and the exception before; RFC 9112 section 9.3. */
  boolean keepsAlive(boolean http10) {
    return !closes && (keepsAlive || !http10);
  }

  private String onlyHost(String value) throws RefusedException {
    if (host != null) {
      throw RefusedException.badRequest("The request has more than one Host.");
    }
    if (!HostName.isValid(value)) {
      throw RefusedException.badRequest("Host is not a valid host name.");
    }
    return value;
  }

  /** An empty one expects nothing: clients that are told to leave it out send it so. */
  private void expect(String name, String value) throws RefusedException {
    if (!name.equalsIgnoreCase("Expect") || value.isEmpty()) {
      return;
    }
    if (!value.equalsIgnoreCase("100-continue")) {
      throw new RefusedException(417, "Expect may only be 100-continue.");
    }
    expectsContinue = true;
  }

  private void connection(String name, String value) {
    if (name.equalsIgnoreCase("Connection")) {
      closes |= ListField.contains(value, "close");
      keepsAlive |= ListField.contains(value, "keep-alive");
    }
  }

  private void contentType(String name, String value) throws RefusedException {
    if (!name.equalsIgnoreCase("Content-Type")) {
      return;
    }
    if (contentType != null) {
      throw RefusedException.badRequest("The request has more than one Content-Type.");
    }
    contentType = value;
  }

  private boolean contentLength(String name, String value) throws RefusedException {
    if (!name.equalsIgnoreCase("Content-Length")) {
      return false;
    }
    if (contentLength != ParsedHead.UNDECLARED) {
      throw RefusedException.badRequest("The request has more than one Content-Length.");
    }
    contentLength = length(value);
    return true;
  }

  private static long length(String digits) throws RefusedException {
    long length = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw RefusedException.badRequest("Content-Length is not a number.");
      }
      length = length * 10 + digit;
    }
    if (digits.isEmpty()) {
      throw RefusedException.badRequest("Content-Length is empty.");
    }
    if (digits.length() > LENGTH_DIGITS) {
      throw new RefusedException(413, "Content-Length is larger than any body.");
    }
    return length;
  }

  private boolean transferEncoding(String name, String value) throws RefusedException {
    if (!name.equalsIgnoreCase("Transfer-Encoding")) {
      return false;
    }
    if (transferEncoding != null) {
      throw RefusedException.badRequest("The request has more than one Transfer-Encoding.");
    }
    transferEncoding = value;
    return true;
  }

  private void scheme(String name, String field, String value, String secure)
      throws RefusedException {
    if (!trusted || !name.equalsIgnoreCase(field)) {
      return;
    }
    String said = value.equals(secure) ? "https" : "http";
    if (scheme != null && !scheme.equals(said)) {
      throw RefusedException.badRequest("The forwarded scheme fields contradict each other.");
    }
    scheme = said;
  }

  /**
   * A coding before a final {@code chunked} is only not implemented; without a final {@code
   * chunked} nobody knows where the body ends. RFC 9112 sections 6.1 and 6.3.
   */
  private static RefusedException unknownCoding(String codings) {
    int comma = codings.lastIndexOf(',');
    boolean endsChunked = codings.substring(comma + 1).strip().equalsIgnoreCase("chunked");
    if (endsChunked && !ListField.contains(codings.substring(0, comma), "chunked")) {
      return new RefusedException(501, "Transfer-Encoding may only be chunked.");
    }
    return RefusedException.badRequest("Transfer-Encoding does not end the body with chunked.");
  }
}
