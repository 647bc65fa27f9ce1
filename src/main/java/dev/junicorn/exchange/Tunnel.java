package dev.junicorn.exchange;

import java.nio.charset.StandardCharsets;

/** PEP 3333's latin-1 tunnel: strings of which each char is one byte of what is meant. */
public final class Tunnel {

  private Tunnel() {}

  /** The UTF-8 form of a text, in the tunnel. */
  public static String of(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
