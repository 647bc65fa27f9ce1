package dev.junicorn.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.junicorn.exchange.Header;
import dev.junicorn.exchange.RequestHead;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * Parses a whole request head, strictly: RFC 9112 sections 2 to 5 without any of the leniencies
 * they allow. This grammar is the only reading of a head in the server, so there is no second one
 * to disagree with it; tests hold it against Netty's.
 *
 * <p>Confined to the loop; one for all its connections, since a head is parsed in one go.
 */
final class HeadParser {

  /** Why a request with a line or a signature of that protocol before it is refused. */
  static final String PROXY_PROTOCOL =
      "The PROXY protocol is not spoken here; the proxy in front must send plain HTTP.";

  private static final String[] METHODS = {
    "GET", "POST", "PUT", "HEAD", "DELETE", "OPTIONS", "PATCH"
  };
  private static final int SHORTEST_METHOD = 3;
  private static final int LONGEST_METHOD = 20;

  private final HeaderNames names = new HeaderNames();
  private final FieldPlaces places = new FieldPlaces();
  private final FieldRules rules = new FieldRules();
  private final RequestIds ids;
  private byte[] bytes = new byte[4096];
  private final boolean forwardedPorts;
  private int position;

  /** Marks of the field names seen in this head. */
  private long marks;

  /**
   * @param forwardedPorts whether trusted peers write ports into {@code X-Forwarded-For}
   */
  HeadParser(boolean forwardedPorts, RequestIds ids) {
    this.forwardedPorts = forwardedPorts;
    this.ids = ids;
  }

  /**
   * Parses and consumes a head.
   *
   * @param length from the reader index to the end of the empty line, as {@link HeadScanner} found
   */
  ParsedHead parse(ByteBuf in, int length, Peer peer) throws RefusedException {
    if (bytes.length < length) {
      bytes = new byte[Integer.highestOneBit(length) * 2];
    }
    in.readBytes(bytes, 0, length);
    position = 0;
    String method = method();
    String text = target();
    boolean http10 = version(method);
    if (method.equals("CONNECT")) {
      throw new RefusedException(501, "CONNECT is not implemented.");
    }
    RequestTarget target = RequestTarget.parse(method, text);
    rules.reset(peer.trusted());
    List<Header> headers = fields(length, forwardedPorts && peer.trusted());
    rules.complete(http10);
    putHost(headers, target.authority());
    String id = ids.identify(headers);
    RequestHead head =
        new RequestHead(
            method,
            text,
            target.path(),
            target.query(),
            http10 ? "HTTP/1.0" : "HTTP/1.1",
            rules.scheme(),
            headers,
            peer.endpoints(headers, rules.scheme()));
    return new ParsedHead(
        head,
        rules.contentLength(),
        rules.chunked(),
        rules.keepsAlive(http10),
        rules.expectsContinue() && !http10,
        id);
  }

  private String method() throws RefusedException {
    int end = position;
    while (Octets.isMethod(bytes[end])) {
      end++;
    }
    int length = end - position;
    if (bytes[end] != ' ' || length < SHORTEST_METHOD || length > LONGEST_METHOD) {
      throw RefusedException.badRequest("The method is not valid.");
    }
    String method = knownMethod(length);
    position = end + 1;
    return method;
  }

  private String knownMethod(int length) {
    for (String known : METHODS) {
      if (known.length() == length && matches(known)) {
        return known;
      }
    }
    return new String(bytes, position, length, ISO_8859_1);
  }

  private String target() throws RefusedException {
    int end = position;
    while (Octets.isTarget(bytes[end])) {
      end++;
    }
    if (bytes[end] != ' ' || end == position) {
      throw badTarget(bytes[end]);
    }
    String target = new String(bytes, position, end - position, ISO_8859_1);
    position = end + 1;
    return target;
  }

  /** Browsers encode what people type; curl and hand-written clients do not. */
  private static RefusedException badTarget(byte octet) {
    return RefusedException.badRequest(
        octet < 0
            ? "The request target has bytes beyond ASCII; they have to be percent-encoded."
            : octet == '#'
                ? "The request target has a fragment (#), which is not for servers."
                : "The request line is not method, target and version with one space between.");
  }

  /** True for HTTP/1.0, false for HTTP/1.1; nothing else passes. */
  private boolean version(String method) throws RefusedException {
    if (!matches("HTTP/") || !isVersion(position + 5)) {
      throw RefusedException.badRequest(
          method.equals("PROXY")
              ? PROXY_PROTOCOL
              : "The request line does not end with a version.");
    }
    byte major = bytes[position + 5];
    byte minor = bytes[position + 7];
    if (major != '1' || minor > '1') {
      throw new RefusedException(505, "Only HTTP/1.0 and HTTP/1.1 are spoken here.");
    }
    position += 10;
    return minor == '0';
  }

  private boolean isVersion(int at) {
    return isDigit(bytes[at])
        && bytes[at + 1] == '.'
        && isDigit(bytes[at + 2])
        && bytes[at + 3] == '\r'
        && bytes[at + 4] == '\n';
  }

  private static boolean isDigit(byte octet) {
    return octet >= '0' && octet <= '9';
  }

  private boolean matches(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (bytes[position + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private List<Header> fields(int length, boolean portsAreWritten) throws RefusedException {
    List<Header> headers = new ArrayList<>(12);
    marks = 0;
    places.clear();
    while (position < length - 2) {
      int nameEnd = fieldName();
      String name = names.get(bytes, position, nameEnd);
      position = nameEnd + 1;
      String value = fieldValue();
      if (rules.accept(name, value) && name.indexOf('_') < 0) {
        boolean hasPorts = portsAreWritten && name.equalsIgnoreCase(ForwardedFor.NAME);
        add(headers, name, hasPorts ? ForwardedFor.withoutPorts(value) : value);
      }
    }
    return headers;
  }

  private int fieldName() throws RefusedException {
    int end = position;
    while (Octets.isToken(bytes[end] & 0xFF)) {
      end++;
    }
    if (bytes[end] == ':' && end > position) {
      return end;
    }
    boolean folded = end == position && (bytes[end] == ' ' || bytes[end] == '\t');
    throw RefusedException.badRequest(
        folded
            ? "A header field is folded over several lines."
            : "A header field's name is not valid.");
  }

  /** Reads to the line's end and leaves the surrounding white space out. */
  private String fieldValue() throws RefusedException {
    int start = position;
    while (bytes[start] == ' ' || bytes[start] == '\t') {
      start++;
    }
    int lineEnd = start;
    while (Octets.isValue(bytes[lineEnd] & 0xFF)) {
      lineEnd++;
    }
    if (bytes[lineEnd] != '\r' || bytes[lineEnd + 1] != '\n') {
      throw RefusedException.badRequest("A header field's value has a control character.");
    }
    position = lineEnd + 2;
    int end = lineEnd;
    while (end > start && (bytes[end - 1] == ' ' || bytes[end - 1] == '\t')) {
      end--;
    }
    return end == start ? "" : new String(bytes, start, end - start, ISO_8859_1);
  }

  /** Joins what repeats; RFC 9110 section 5.3, and RFC 9113 section 8.2.3 for cookies. */
  private void add(List<Header> headers, String name, String value) {
    long mark = mark(name);
    boolean mayRepeat = (marks & mark) != 0;
    marks |= mark;
    if (!mayRepeat || !join(headers, name, value)) {
      headers.add(new Header(name, value));
    }
  }

  private boolean join(List<Header> headers, String name, String value) {
    int place = places.find(headers, name);
    if (place < 0) {
      return false;
    }
    Header earlier = headers.get(place);
    String separator = earlier.is("Cookie") ? "; " : ",";
    headers.set(place, new Header(earlier.name(), earlier.value() + separator + value));
    return true;
  }

  /**
   * One of 64 bits for a name, whatever its case: most fields need no look at those before them.
   */
  private static long mark(String name) {
    int length = name.length();
    int letters = lower(name, 0) * 31 + lower(name, length / 2) * 7 + lower(name, length - 1);
    return 1L << ((letters + length * 13) & 63);
  }

  private static int lower(String name, int index) {
    return name.charAt(index) | 0x20;
  }

  /** The authority of an absolute target outranks Host; RFC 9112 section 3.2.2. */
  private static void putHost(List<Header> headers, String authority) {
    if (authority.isEmpty()) {
      return;
    }
    for (int i = 0; i < headers.size(); i++) {
      if (headers.get(i).is("Host")) {
        headers.set(i, new Header(headers.get(i).name(), authority));
        return;
      }
    }
    headers.add(new Header("Host", authority));
  }
}
