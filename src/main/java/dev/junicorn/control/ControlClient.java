package dev.junicorn.control;

import dev.junicorn.event.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The operator's end of the control socket: asks or tells one thing and waits for its answer. No
 * server keeps it waiting for ever, not even one that is stopped.
 */
public final class ControlClient {

  /** A reload takes as long as the app takes to load. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(16);

  private final Path socket;
  private final LongSupplier ticker;
  private final Duration patience;

  /**
   * @param ticker monotonic nanoseconds
   */
  public ControlClient(Path socket, LongSupplier ticker) {
    this(socket, ticker, Wire.PATIENCE);
  }

  /**
   * @param patience how long a server that is well may take for what it does at once
   */
  ControlClient(Path socket, LongSupplier ticker, Duration patience) {
    this.socket = socket;
    this.ticker = ticker;
    this.patience = patience;
  }

  /**
   * Asks for what the server answers at once.
   *
   * @param request {@code do} and what belongs to it; see {@code CONTROL.md}
   * @throws ControlException if no server answers, or not as one
   */
  public JsonNode ask(Map<String, ?> request) throws ControlException {
    return converse(lines -> answer(lines, request, patience));
  }

  /**
   * Has the server do what may take long: as long as the app takes to load, for example. One that
   * does not even say how it is, is told nothing: it would do it whenever it goes on.
   *
   * @param request {@code do} and what belongs to it; see {@code CONTROL.md}
   * @param progress hears of it on this thread
   * @throws ControlException if no server answers, or not as one
   */
  public JsonNode tell(Map<String, ?> request, Progress progress) throws ControlException {
    return converse(lines -> {
      JsonNode status = answer(lines, Map.of("do", "status"), patience);
      if (!status.path("ok").asBoolean(false)) {
        return status;
      }
      progress.begins(status.path("result"));
      send(lines, request);
      long end = ticker.getAsLong() + LONGEST_WAIT.toNanos();
      while (!lines.awaitBytes(patience) && ticker.getAsLong() - end < 0) {
        progress.takesTime();
      }
      return receive(lines, patience);
    });
  }

  /** What a server that was told something has come to. */
  @FunctionalInterface
  public interface Progress {

    /**
     * It is told now.
     *
     * @param before its {@link ServerStatus} until then
     */
    default void begins(JsonNode before) {}

    /** Again and again while it has not finished: every ten seconds. */
    void takesTime();
  }

  /** What is said once there is a connection. */
  private interface Conversation {
    JsonNode over(LineChannel lines) throws IOException, ControlException;
  }

  private JsonNode converse(Conversation conversation) throws ControlException {
    try (SocketChannel channel = connect();
        LineChannel lines = new LineChannel(channel, Wire.LONGEST_ANSWER, ticker)) {
      return conversation.over(lines);
    } catch (SocketTimeoutException e) {
      throw new ControlException(silence(), e);
    } catch (IOException e) {
      throw new ControlException(
          "The server at " + socket + " does not answer: " + Reason.of(e), e);
    } catch (JacksonException e) {
      throw new ControlException("What answers at " + socket + " is no Junicorn server.", e);
    }
  }

  /** Somebody listens, lets us in, and does not accept: what is left is a full backlog. */
  private boolean isFull(Exception e) {
    return e instanceof SocketException
        && !(e instanceof ConnectException)
        && Files.isWritable(socket);
  }

  private JsonNode answer(LineChannel lines, Map<String, ?> request, Duration limit)
      throws IOException, ControlException {
    send(lines, request);
    return receive(lines, limit);
  }

  /**
   * A server that turns one away hangs up at once; why it does is there to be read all the same.
   */
  private void send(LineChannel lines, Map<String, ?> request) throws IOException {
    try {
      lines.writeLine(Wire.JSON.writeValueAsString(request), patience);
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      // Whoever reads the answer finds out.
    }
  }

  private JsonNode receive(LineChannel lines, Duration limit) throws IOException, ControlException {
    String answer = lines.readLine(limit);
    if (answer == null) {
      throw new ControlException(
          "The server at " + socket + " hung up: it is ending, or has too many such clients.");
    }
    return Wire.JSON.readTree(answer);
  }

  private String silence() {
    long pid = ControlFolder.pidOf(socket);
    String who = pid == 0 ? "PID" : "" + pid;
    return "The server at "
        + socket
        + " takes connections but does not answer. It is stopped, or it hangs: where ps -o stat= -p "
        + who
        + " prints T, kill -CONT "
        + who
        + " lets it go on; else its log may say more.";
  }

  /** An answer's result as one of the records of this package. */
  public static <T> T read(JsonNode result, Class<T> type) {
    return Wire.JSON.treeToValue(result, type);
  }

  private SocketChannel connect() throws ControlException {
    try {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        // Blocking, it would wait for ever where a stopped server's backlog is full.
        channel.configureBlocking(false);
        channel.connect(UnixDomainSocketAddress.of(socket));
        return channel;
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    } catch (IOException | IllegalArgumentException e) {
      if (isFull(e)) {
        throw new ControlException(silence(), e);
      }
      throw new ControlException(
          "No server can be reached at "
              + socket
              + ": "
              + Reason.of(e)
              + ". Is it running, and was it started with --no-control-socket?",
          e);
    }
  }
}
