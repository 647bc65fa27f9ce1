package dev.junicorn.build.disk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** SHA-256 over texts, each with its length, so that no two lists of texts look the same. */
public final class Fingerprint {

  private static final int NAME_DIGITS = 12;

  private final MessageDigest digest = sha256();

  public Fingerprint add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    digest.update(bytes);
    return this;
  }

  public Fingerprint addAll(Iterable<String> texts) {
    texts.forEach(this::add);
    return this;
  }

  public String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }

  public static String ofTexts(Iterable<String> texts) {
    return new Fingerprint().addAll(texts).hex();
  }

  /** The first digits: enough for a name, of which there are few. */
  public static String shortName(String text) {
    return ofTexts(List.of(text)).substring(0, NAME_DIGITS);
  }

  /** Of a file's content. */
  public static String ofFile(Path file) throws IOException {
    MessageDigest digest = sha256();
    byte[] piece = new byte[1 << 16];
    try (InputStream source = Files.newInputStream(file)) {
      for (int count = source.read(piece); count >= 0; count = source.read(piece)) {
        digest.update(piece, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * Of a program, without running it: the file that its links lead to, size and time of change. An
   * upgrade changes at least one of them.
   */
  public static String ofProgram(Path program) throws IOException {
    Path real = program.toRealPath();
    return new Fingerprint()
        .add(real.toString())
        .add(String.valueOf(Files.size(real)))
        .add(String.valueOf(Files.getLastModifiedTime(real).to(TimeUnit.NANOSECONDS)))
        .hex();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
