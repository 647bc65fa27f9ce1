package dev.junicorn.protocol;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the subset of marshal version 2 that the bridge writes: tuples, lists, text, 32-bit
 * integers and None.
 */
final class MarshalReader {

  /** Deeper than any value of the protocol; a bound for recursion on hostile bytes. */
  private static final int MAX_DEPTH = 8;

  private MarshalReader() {}

  /** Reads one tuple or list that fills {@code length} bytes from the reader index on. */
  static List<Object> sequence(ByteBuf in, int length) throws ProtocolException {
    int end = in.readerIndex() + length;
    Object value = value(in, end, 0);
    if (in.readerIndex() != end || !(value instanceof List<?>)) {
      throw new ProtocolException("meta is not one marshalled sequence");
    }
    @SuppressWarnings("unchecked")
    List<Object> list = (List<Object>) value;
    return list;
  }

  private static Object value(ByteBuf in, int end, int depth) throws ProtocolException {
    need(in, end, 1);
    byte code = in.readByte();
    return switch (code) {
      case 'u' -> text(in, end);
      case '(', '[' -> items(in, end, depth);
      case 'i' -> integer(in, end);
      case 'N' -> "";
      default -> throw new ProtocolException("unexpected marshal code " + code);
    };
  }

  private static List<Object> items(ByteBuf in, int end, int depth) throws ProtocolException {
    int count = integer(in, end);
    if (depth >= MAX_DEPTH || count < 0 || count > end - in.readerIndex()) {
      throw new ProtocolException("a marshalled sequence claims " + count + " items");
    }
    List<Object> items = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      items.add(value(in, end, depth + 1));
    }
    return items;
  }

  private static String text(ByteBuf in, int end) throws ProtocolException {
    int size = integer(in, end);
    need(in, end, size);
    String text = in.toString(in.readerIndex(), size, StandardCharsets.UTF_8);
    in.skipBytes(size);
    return text;
  }

  private static int integer(ByteBuf in, int end) throws ProtocolException {
    need(in, end, 4);
    return in.readIntLE();
  }

  private static void need(ByteBuf in, int end, int bytes) throws ProtocolException {
    if (bytes < 0 || end - in.readerIndex() < bytes) {
      throw new ProtocolException("a marshalled value is cut short");
    }
  }
}
