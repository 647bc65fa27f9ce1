package dev.junicorn.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The operator's end of the control socket: asks one thing and waits for its answer. */
public final class ControlClient {

  /** A reload takes as long as the app takes to load. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(16);

  private final Path socket;
  private final LongSupplier ticker;

  /**
   * @param ticker monotonic nanoseconds
   */
  public ControlClient(Path socket, LongSupplier ticker) {
    this.socket = socket;
    this.ticker = ticker;
  }

  /**
   * Asks.
   *
   * @param request {@code do} and what belongs to it; see {@code CONTROL.md}
   * @throws ControlException if no server answers, or not as one
   */
  public JsonNode ask(Map<String, ?> request) throws ControlException {
    try (SocketChannel channel = connect();
        LineChannel lines = new LineChannel(channel, Wire.LONGEST_ANSWER, ticker)) {
      lines.writeLine(Wire.JSON.writeValueAsString(request), Wire.PATIENCE);
      String answer = lines.readLine(LONGEST_WAIT);
      if (answer == null) {
        throw new ControlException(
            "The server at " + socket + " hung up: it is ending, or has too many such clients.");
      }
      return Wire.JSON.readTree(answer);
    } catch (IOException e) {
      throw new ControlException(
          "The server at " + socket + " does not answer: " + e.getMessage(), e);
    } catch (JacksonException e) {
      throw new ControlException("What answers at " + socket + " is no Junicorn server.", e);
    }
  }

  /** An answer's result as one of the records of this package. */
  public static <T> T read(JsonNode result, Class<T> type) {
    return Wire.JSON.treeToValue(result, type);
  }

  private SocketChannel connect() throws ControlException {
    try {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.connect(UnixDomainSocketAddress.of(socket));
        return channel;
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new ControlException(
          "No server can be reached at "
              + socket
              + ": "
              + e.getMessage()
              + ". Is it running, and was it started with --no-control-socket?",
          e);
    }
  }
}
