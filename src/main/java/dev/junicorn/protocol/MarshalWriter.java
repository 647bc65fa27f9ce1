package dev.junicorn.protocol;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes CPython's marshal format into an array that is used again and again: one value per {@link
 * #reset()}.
 *
 * <p>Only the codes that every CPython since 3.4 reads. Strings are the latin-1 tunnel of PEP 3333:
 * one char per byte, below 256. Confined to one thread. The plain array is deliberate: the request
 * is copied once into native memory and this is the hottest loop of the server's own time.
 */
final class MarshalWriter {

  private static final int FIRST_CAPACITY = 16 * 1024;

  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  private byte[] bytes = new byte[FIRST_CAPACITY];
  private int length;

  void reset() {
    length = 0;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Gives back what a single huge request made it grow to. */
  void trim(int capacity) {
    if (bytes.length > capacity) {
      bytes = new byte[FIRST_CAPACITY];
    }
  }

  void smallTuple(int items) {
    code(')');
    put(items);
  }

  void beginDict() {
    code('{');
  }

  void endDict() {
    code('0');
  }

  void none() {
    code('N');
  }

  void integer(int value) {
    code('i');
    int32(value);
  }

  /** Puts what {@link #encoded} made. */
  void raw(byte[] encoded) {
    ensure(encoded.length);
    System.arraycopy(encoded, 0, bytes, length, encoded.length);
    length += encoded.length;
  }

  /**
   * @param text of the tunnel: the high byte of a char is lost
   */
  void text(String text) {
    int size = text.length();
    int start = length;
    if (size < 256) {
      code('z');
      put(size);
    } else {
      code('a');
      int32(size);
    }
    copyLatin1(text);
    if (!isAscii(length - size, length)) {
      length = start;
      utf8(text);
    }
  }

  private void utf8(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    code('u');
    int32(encoded.length);
    raw(encoded);
  }

  void bytes(ByteBuf content) {
    int size = content.readableBytes();
    code('s');
    int32(size);
    ensure(size);
    content.getBytes(content.readerIndex(), bytes, length, size);
    length += size;
  }

  /**
   * A constant string, interned when Python reads it: its hash is computed once for the life of the
   * worker. Only for names of ours: newer Pythons keep interned strings for ever.
   */
  static byte[] encoded(String constant) {
    MarshalWriter writer = new MarshalWriter();
    writer.code('Z');
    writer.put(constant.length());
    writer.copyLatin1(constant);
    return Arrays.copyOf(writer.bytes, writer.length);
  }

  /** Eight bytes at a time: to look at each char of the text cost as much as all the rest. */
  private boolean isAscii(int from, int to) {
    int index = from;
    for (; index <= to - Long.BYTES; index += Long.BYTES) {
      if (((long) EIGHT.get(bytes, index) & HIGH_BITS) != 0) {
        return false;
      }
    }
    for (; index < to; index++) {
      if (bytes[index] < 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Deprecated for text, made for this: it copies the low bytes of a compact string without an
   * encoder or a new array.
   */
  @SuppressWarnings("deprecation")
  private void copyLatin1(String text) {
    ensure(text.length());
    text.getBytes(0, text.length(), bytes, length);
    length += text.length();
  }

  private void code(char code) {
    put(code);
  }

  private void put(int value) {
    ensure(1);
    bytes[length++] = (byte) value;
  }

  private void int32(int value) {
    ensure(4);
    bytes[length] = (byte) value;
    bytes[length + 1] = (byte) (value >>> 8);
    bytes[length + 2] = (byte) (value >>> 16);
    bytes[length + 3] = (byte) (value >>> 24);
    length += 4;
  }

  private void ensure(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
