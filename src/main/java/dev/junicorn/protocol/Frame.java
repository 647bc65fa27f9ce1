package dev.junicorn.protocol;

import java.util.List;

/**
 * The fixed part and the meta values of a frame; its raw bytes, if any, follow separately.
 *
 * @param requestId 0 outside of requests
 * @param meta the items of the meta tuple: {@link String}, {@link Integer}, {@link List} of the
 *     same, empty if the frame has none
 * @param rawBytes how many raw bytes follow
 * @param wallNanos the app's elapsed time; counts in frames that end a request
 * @param cpuNanos the app thread's CPU time; counts in frames that end a request
 * @param contentionNanos how long that thread was kept from computing; counts in frames that end a
 *     request
 */
public record Frame(
    FrameKind kind,
    int requestId,
    List<Object> meta,
    int rawBytes,
    long wallNanos,
    long cpuNanos,
    long contentionNanos) {

  /** The meta item at {@code index} as text. */
  public String text(int index) throws ProtocolException {
    if (index < meta.size() && meta.get(index) instanceof String text) {
      return text;
    }
    throw new ProtocolException(kind + " has no text at meta item " + index);
  }

  /** The meta item at {@code index} as a number. */
  public int number(int index) throws ProtocolException {
    if (index < meta.size() && meta.get(index) instanceof Integer number) {
      return number;
    }
    throw new ProtocolException(kind + " has no number at meta item " + index);
  }

  /** The meta item at {@code index} as a list. */
  public List<?> list(int index) throws ProtocolException {
    if (index < meta.size() && meta.get(index) instanceof List<?> list) {
      return list;
    }
    throw new ProtocolException(kind + " has no list at meta item " + index);
  }
}
