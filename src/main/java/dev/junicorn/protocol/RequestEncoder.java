package dev.junicorn.protocol;

import dev.junicorn.exchange.Endpoints;
import dev.junicorn.exchange.Header;
import dev.junicorn.exchange.Mount;
import dev.junicorn.exchange.RequestBody;
import dev.junicorn.exchange.RequestHead;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Turns a request into the marshal value that a worker's slot receives: a ready {@code environ}
 * (PEP 3333, RFC 3875) and the body. The result stays valid until the next call. Confined to one
 * thread.
 */
public final class RequestEncoder {

  /** What an array may keep between requests; larger ones are rare and given back. */
  private static final int KEPT_CAPACITY = 256 * 1024;

  /** Field names worth a ready-made key: what browsers, proxies and API clients send. */
  private static final List<String> COMMON_FIELDS =
      List.of(
          "Host",
          "User-Agent",
          "Accept",
          "Accept-Encoding",
          "Accept-Language",
          "Connection",
          "Cookie",
          "Referer",
          "Origin",
          "Authorization",
          "Cache-Control",
          "Pragma",
          "Upgrade-Insecure-Requests",
          "If-None-Match",
          "If-Modified-Since",
          "Range",
          "X-Forwarded-For",
          "X-Forwarded-Proto",
          "X-Forwarded-Host",
          "X-Forwarded-Port",
          "X-Real-IP",
          "X-Request-ID",
          "X-Requested-With",
          "X-CSRFToken",
          "DNT",
          "Sec-Fetch-Dest",
          "Sec-Fetch-Mode",
          "Sec-Fetch-Site",
          "Sec-Fetch-User",
          "Sec-CH-UA",
          "Sec-CH-UA-Mobile",
          "Sec-CH-UA-Platform",
          "Priority",
          "Keep-Alive",
          "Traceparent",
          "Via",
          "Expect");

  private static final byte[] REQUEST_METHOD = MarshalWriter.encoded("REQUEST_METHOD");
  private static final byte[] RAW_URI = MarshalWriter.encoded("RAW_URI");
  private static final byte[] SCRIPT_NAME = MarshalWriter.encoded("SCRIPT_NAME");
  private static final byte[] PATH_INFO = MarshalWriter.encoded("PATH_INFO");
  private static final byte[] QUERY_STRING = MarshalWriter.encoded("QUERY_STRING");
  private static final byte[] SERVER_PROTOCOL = MarshalWriter.encoded("SERVER_PROTOCOL");
  private static final byte[] SERVER_SOFTWARE = MarshalWriter.encoded("SERVER_SOFTWARE");
  private static final byte[] SERVER_NAME = MarshalWriter.encoded("SERVER_NAME");
  private static final byte[] SERVER_PORT = MarshalWriter.encoded("SERVER_PORT");
  private static final byte[] REMOTE_ADDR = MarshalWriter.encoded("REMOTE_ADDR");
  private static final byte[] REMOTE_PORT = MarshalWriter.encoded("REMOTE_PORT");
  private static final byte[] URL_SCHEME = MarshalWriter.encoded("wsgi.url_scheme");
  private static final byte[] CONTENT_LENGTH = MarshalWriter.encoded("CONTENT_LENGTH");
  private static final byte[] CONTENT_TYPE = MarshalWriter.encoded("CONTENT_TYPE");

  private static final Map<String, byte[]> FIELD_KEYS = fieldKeys();

  private final MarshalWriter writer = new MarshalWriter();
  private final byte[] software;
  private final Mount mount;

  /**
   * @param software the value of {@code SERVER_SOFTWARE}
   * @param scriptName where the app is mounted, {@code SCRIPT_NAME}; empty at the root
   */
  public RequestEncoder(String software, String scriptName) {
    this.software = MarshalWriter.encoded(software);
    this.mount = Mount.at(scriptName);
  }

  /** Encodes one request; see {@link #bytes()} and {@link #length()}. */
  public void encode(int id, RequestHead head, RequestBody body) {
    begin(id);
    writer.beginDict();
    line(head);
    endpoints(head.endpoints());
    fields(head.headers());
    contentLength(body);
    writer.endDict();
    body(body);
  }

  /** Encodes a pointer to a file that holds the value of {@link #encode}. */
  public void encodeElsewhere(int id, String path) {
    begin(id);
    writer.text(path);
    writer.none();
  }

  /** Encodes a pointer into the slot's room, where the value of {@link #encode} is. */
  public void encodeInRoom(int id, int offset, int length) {
    begin(id);
    writer.smallTuple(2);
    writer.integer(offset);
    writer.integer(length);
    writer.none();
  }

  /** The last value; only the first {@link #length()} bytes count. */
  public byte[] bytes() {
    return writer.bytes();
  }

  public int length() {
    return writer.length();
  }

  /** How many bytes of a packet {@link #idOf} needs. */
  public static final int ID_PREFIX = 7;

  /**
   * The request id of an encoded request, from its first {@link #ID_PREFIX} bytes: {@code ) 3 i
   * id}.
   */
  public static int idOf(byte[] packet) {
    return (packet[3] & 0xff)
        | (packet[4] & 0xff) << 8
        | (packet[5] & 0xff) << 16
        | (packet[6] & 0xff) << 24;
  }

  private void begin(int id) {
    writer.trim(KEPT_CAPACITY);
    writer.reset();
    writer.smallTuple(3);
    writer.integer(id);
  }

  private void line(RequestHead head) {
    entry(REQUEST_METHOD, head.method());
    entry(RAW_URI, head.target());
    entry(SCRIPT_NAME, mount.scriptName());
    entry(PATH_INFO, mount.below(head.path()));
    entry(QUERY_STRING, head.query());
    entry(SERVER_PROTOCOL, head.version());
    entry(URL_SCHEME, head.scheme());
    writer.raw(SERVER_SOFTWARE);
    writer.raw(software);
  }

  private void endpoints(Endpoints endpoints) {
    entry(SERVER_NAME, endpoints.serverName());
    entry(SERVER_PORT, endpoints.serverPort());
    entry(REMOTE_ADDR, endpoints.remoteAddress());
    entry(REMOTE_PORT, endpoints.remotePort());
  }

  private void fields(List<Header> headers) {
    for (int i = 0; i < headers.size(); i++) {
      Header header = headers.get(i);
      byte[] key = FIELD_KEYS.get(header.name());
      if (key != null) {
        writer.raw(key);
      } else {
        writer.text(cgiName(header.name()));
      }
      writer.text(header.value());
    }
  }

  private void contentLength(RequestBody body) {
    if (!(body instanceof RequestBody.None)) {
      entry(CONTENT_LENGTH, Long.toString(body.length()));
    }
  }

  private void body(RequestBody body) {
    switch (body) {
      case RequestBody.None() -> writer.none();
      case RequestBody.Inline(var bytes) -> writer.bytes(bytes);
      case RequestBody.Spooled(String path, long length, _) -> {
        writer.smallTuple(2);
        writer.text(path);
        writer.text(Long.toString(length));
      }
    }
  }

  private void entry(byte[] key, String value) {
    writer.raw(key);
    writer.text(value);
  }

  /** RFC 3875 section 4.1.18: {@code HTTP_} and the name in capitals with underscores. */
  private static String cgiName(String field) {
    String name = field.toUpperCase(Locale.ROOT).replace('-', '_');
    return name.equals("CONTENT_TYPE") ? name : "HTTP_" + name;
  }

  private static Map<String, byte[]> fieldKeys() {
    Map<String, byte[]> keys = new HashMap<>();
    for (String field : COMMON_FIELDS) {
      byte[] key = MarshalWriter.encoded(cgiName(field));
      keys.put(field, key);
      keys.put(field.toLowerCase(Locale.ROOT), key);
    }
    keys.put("Content-Type", CONTENT_TYPE);
    keys.put("content-type", CONTENT_TYPE);
    return Map.copyOf(keys);
  }
}
