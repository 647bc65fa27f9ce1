package dev.junicorn.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** The hex files in {@code src/test/frames}, read by the tests of both languages. */
public final class GoldenFile {

  private GoldenFile() {}

  public static ByteBuf read(String name) throws IOException {
    String hex = Files.readString(Path.of("src/test/frames", name + ".hex"));
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replace("\n", "")));
  }
}
