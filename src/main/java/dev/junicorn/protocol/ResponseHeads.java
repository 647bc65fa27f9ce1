package dev.junicorn.protocol;

import dev.junicorn.exchange.Header;
import dev.junicorn.exchange.ResponseHead;
import java.util.ArrayList;
import java.util.List;

/** Turns the meta of a response frame into a {@link ResponseHead}. */
public final class ResponseHeads {

  private ResponseHeads() {}

  /**
   * The head of a WHOLE, HEAD or FILE frame. A status line that is none, for example {@code "OK"},
   * becomes status 0: the app's error, refused by whoever sends it.
   */
  public static ResponseHead of(Frame frame) throws ProtocolException {
    String line = frame.text(0);
    List<?> pairs = frame.list(1);
    List<Header> headers = new ArrayList<>(pairs.size() + 1);
    for (Object pair : pairs) {
      headers.add(header(pair));
    }
    int status = status(line);
    return new ResponseHead(
        status, status == 0 || line.length() < 5 ? "" : line.substring(4), headers);
  }

  private static Header header(Object pair) throws ProtocolException {
    if (pair instanceof List<?> items
        && items.size() == 2
        && items.get(0) instanceof String name
        && items.get(1) instanceof String value) {
      return new Header(name, value);
    }
    throw new ProtocolException("a response header is not a pair of texts");
  }

  private static int status(String line) {
    boolean shaped = line.length() == 3 || (line.length() > 3 && line.charAt(3) == ' ');
    if (!shaped || !digit(line, 0) || !digit(line, 1) || !digit(line, 2)) {
      return 0;
    }
    return (line.charAt(0) - '0') * 100 + (line.charAt(1) - '0') * 10 + (line.charAt(2) - '0');
  }

  private static boolean digit(String line, int index) {
    return line.charAt(index) >= '0' && line.charAt(index) <= '9';
  }
}
