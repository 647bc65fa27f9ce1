package dev.junicorn.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A client that sends the bytes it is told to and shows the answer as it was framed. Text is one
 * char per byte.
 */
final class RawClient implements AutoCloseable {

  /** How the end of an answer's body was marked. */
  enum End {
    NO_BODY,
    LENGTH,
    CHUNKS,
    CLOSE,
    CUT
  }

  /** An answer: {@code headers} as lines, in order. */
  record Answer(String statusLine, List<String> headers, String body, End end) {

    int status() {
      return Integer.parseInt(statusLine.split(" ", -1)[1]);
    }

    byte[] bytes() {
      return body.getBytes(ISO_8859_1);
    }

    /** The values of all headers of this name. */
    List<String> header(String name) {
      String prefix = name.toLowerCase(Locale.ROOT) + ":";
      return headers.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
          .map(line -> line.substring(prefix.length()).strip())
          .toList();
    }
  }

  private final AutoCloseable connection;
  private final InputStream in;
  private final OutputStream out;
  private final Runnable halfClose;

  private RawClient(
      AutoCloseable connection, InputStream in, OutputStream out, Runnable halfClose) {
    this.connection = connection;
    this.in = new BufferedInputStream(in, 65536);
    this.out = out;
    this.halfClose = halfClose;
  }

  static RawClient connect(int port) {
    return connect(InetAddress.getLoopbackAddress(), port, 0);
  }

  /** A client whose system takes few bytes before it reads. */
  static RawClient connectWithSmallWindow(int port) {
    return connect(InetAddress.getLoopbackAddress(), port, 4096);
  }

  static RawClient connect(InetAddress address, int port, int receiveBuffer) {
    try {
      Socket socket = new Socket();
      if (receiveBuffer > 0) {
        socket.setReceiveBufferSize(receiveBuffer);
      }
      socket.connect(new InetSocketAddress(address, port), (int) Await.PATIENCE.toMillis());
      socket.setSoTimeout((int) Await.PATIENCE.toMillis());
      socket.setTcpNoDelay(true);
      return new RawClient(
          socket,
          socket.getInputStream(),
          socket.getOutputStream(),
          () -> {
            try {
              socket.shutdownOutput();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static RawClient connect(Path unixSocket) {
    try {
      SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(unixSocket));
      return new RawClient(
          channel,
          Channels.newInputStream(channel),
          Channels.newOutputStream(channel),
          () -> {
            try {
              channel.shutdownOutput();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RawClient send(String text) {
    return send(text.getBytes(ISO_8859_1));
  }

  RawClient send(byte[] bytes) {
    try {
      out.write(bytes);
      out.flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a request without a body. */
  RawClient request(String method, String target, String... headers) {
    return send(head(method, target, headers));
  }

  Answer get(String target, String... headers) {
    return request("GET", target, headers).answer("GET");
  }

  Answer post(String target, byte[] body, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.add("Content-Length: " + body.length);
    return send(head("POST", target, all.toArray(String[]::new))).send(body).answer("POST");
  }

  static String head(String method, String target, String... headers) {
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: it\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head.append("\r\n").toString();
  }

  RawClient halfClose() {
    halfClose.run();
    return this;
  }

  /** Reads an answer to a request with this method; interim answers are passed over. */
  Answer answer(String method) {
    Answer head = answerHead();
    while (head.status() < 200) {
      head = answerHead();
    }
    return readBody(head, method);
  }

  /** Reads a head alone: the status line and the headers. */
  Answer answerHead() {
    String statusLine = line();
    List<String> headers = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      headers.add(line);
    }
    return new Answer(statusLine, headers, "", End.NO_BODY);
  }

  private Answer readBody(Answer head, String method) {
    if (method.equals("HEAD") || head.status() == 204 || head.status() == 304) {
      return head;
    }
    if (head.header("Transfer-Encoding").contains("chunked")) {
      return readChunks(head);
    }
    List<String> lengths = head.header("Content-Length");
    if (lengths.isEmpty()) {
      return new Answer(head.statusLine(), head.headers(), text(rest()), End.CLOSE);
    }
    int length = Integer.parseInt(lengths.getFirst());
    byte[] body = read(length);
    End end = body.length == length ? End.LENGTH : End.CUT;
    return new Answer(head.statusLine(), head.headers(), text(body), end);
  }

  private Answer readChunks(Answer head) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    End end = End.CUT;
    while (true) {
      String size = rawLine();
      if (!size.endsWith("\r\n")) {
        break;
      }
      int length = Integer.parseInt(size.strip(), 16);
      byte[] chunk = read(length);
      body.writeBytes(chunk);
      if (chunk.length < length || !rawLine().equals("\r\n")) {
        break;
      }
      if (length == 0) {
        end = End.CHUNKS;
        break;
      }
    }
    return new Answer(head.statusLine(), head.headers(), body.toString(ISO_8859_1), end);
  }

  /** Up to this many bytes, fewer where the connection ends. */
  byte[] read(int length) {
    try {
      return in.readNBytes(length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Everything up to the end of the connection. */
  byte[] rest() {
    try {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the server has closed the connection, after nothing more was sent. */
  boolean isClosed() {
    return rest().length == 0;
  }

  /** A line without its end. */
  String line() {
    String line = rawLine();
    if (!line.endsWith("\r\n")) {
      throw new UncheckedIOException(new IOException("the connection ended after: " + line));
    }
    return line.substring(0, line.length() - 2);
  }

  /** A line with its end, or what there is before the connection ends. */
  private String rawLine() {
    try {
      StringBuilder line = new StringBuilder();
      for (int octet = in.read(); octet >= 0; octet = in.read()) {
        line.append((char) octet);
        if (octet == '\n') {
          return line.toString();
        }
      }
      return line.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
