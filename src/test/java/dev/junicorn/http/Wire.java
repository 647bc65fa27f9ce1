package dev.junicorn.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** Bytes as text, one char per byte. */
final class Wire {

  private Wire() {}

  static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }

  /** A text block's lines as HTTP lines. */
  static String lines(String block) {
    return block.replace("\n", "\r\n");
  }
}
