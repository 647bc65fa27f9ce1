package dev.junicorn.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Clients that ask one path over and over, each on one connection that is kept alive. Nothing is
 * tried twice: a connection is opened anew only where the answer before had announced its end.
 */
final class Load implements AutoCloseable {

  /** How a request ended that got no whole answer. */
  enum Fault {
    /** The connection could not be opened. */
    REFUSED,
    /** The connection ended after the request was sent, before the answer began. */
    UNANSWERED,
    /** The connection ended in the middle of the answer. */
    CUT
  }

  /**
   * What came of it.
   *
   * @param answers how many answers with each status
   * @param bodies how many answers with each body
   * @param faults how many requests without a whole answer, by how they ended
   */
  record Report(Map<Integer, Long> answers, Map<String, Long> bodies, Map<Fault, Long> faults) {

    long total() {
      return sum(answers) + sum(faults);
    }

    /** Requests that did not get a whole answer with status 200. */
    long failed() {
      return total() - answers.getOrDefault(200, 0L);
    }

    private static long sum(Map<?, Long> counts) {
      return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public String toString() {
      return total() + " requests, " + failed() + " failed: " + answers + " " + faults;
    }
  }

  private final int port;
  private final byte[] request;
  private final List<Thread> clients = new ArrayList<>();
  private final Map<Integer, LongAdder> answers = new ConcurrentSkipListMap<>();
  private final Map<String, LongAdder> bodies = new ConcurrentSkipListMap<>();
  private final Map<Fault, LongAdder> faults = new ConcurrentSkipListMap<>();
  private volatile boolean ended;

  private Load(int port, String path) {
    this.port = port;
    this.request = ("GET " + path + " HTTP/1.1\r\nHost: it\r\n\r\n").getBytes(ISO_8859_1);
  }

  /** Begins. */
  static Load on(Junicorn server, int connections, String path) {
    Load load = new Load(server.port(), path);
    for (int i = 0; i < connections; i++) {
      load.clients.add(Thread.ofVirtual().start(load::run));
    }
    return load;
  }

  /** How many whole answers there were so far. */
  long answered() {
    return answers.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** Lets every client finish its last request. */
  Report end() {
    ended = true;
    for (Thread client : clients) {
      try {
        client.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
    return new Report(counts(answers), counts(bodies), counts(faults));
  }

  @Override
  public void close() {
    ended = true;
  }

  private void run() {
    while (!ended) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setSoTimeout((int) Await.PATIENCE.toMillis());
        socket.setTcpNoDelay(true);
        talk(socket.getOutputStream(), new BufferedInputStream(socket.getInputStream()));
      } catch (IOException e) {
        count(faults, Fault.REFUSED);
      }
    }
  }

  /** Until the end of the connection, announced or not. */
  private void talk(OutputStream out, InputStream in) {
    boolean kept = true;
    while (kept && !ended) {
      boolean begun = false;
      try {
        out.write(request);
        String status = line(in);
        begun = true;
        kept = readAnswer(Integer.parseInt(status.split(" ", -1)[1]), in);
      } catch (IOException | UncheckedIOException e) {
        count(faults, begun ? Fault.CUT : Fault.UNANSWERED);
        return;
      }
    }
  }

  /** Reads the rest of an answer; true if the connection is kept. */
  private boolean readAnswer(int status, InputStream in) throws IOException {
    int length = -1;
    boolean kept = true;
    boolean chunked = false;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      String field = line.toLowerCase(Locale.ROOT);
      if (field.startsWith("content-length:")) {
        length = Integer.parseInt(field.substring(15).strip());
      } else if (field.equals("transfer-encoding: chunked")) {
        chunked = true;
      } else if (field.equals("connection: close")) {
        kept = false;
      }
    }
    String body = chunked ? chunks(in) : bytes(in, length);
    count(answers, status);
    count(bodies, body.length() > 40 ? body.substring(0, 40) : body);
    return kept;
  }

  private static String chunks(InputStream in) throws IOException {
    StringBuilder body = new StringBuilder();
    for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
      body.append(bytes(in, size));
      line(in);
    }
    line(in);
    return body.toString();
  }

  private static int chunkSize(InputStream in) throws IOException {
    return Integer.parseInt(line(in), 16);
  }

  private static String bytes(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new IOException("cut after " + bytes.length + " of " + length + " bytes");
    }
    return new String(bytes, ISO_8859_1);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new IOException("ended");
      }
      line.append((char) octet);
    }
    return line.toString().stripTrailing();
  }

  private static <K> void count(Map<K, LongAdder> counts, K key) {
    counts.computeIfAbsent(key, _ -> new LongAdder()).increment();
  }

  private static <K extends Comparable<K>> Map<K, Long> counts(Map<K, LongAdder> adders) {
    Map<K, Long> counts = new TreeMap<>();
    adders.forEach((key, adder) -> counts.put(key, adder.sum()));
    return counts;
  }
}
