package dev.junicorn.protocol;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the heads of frames; sans-IO and without state. */
public final class FrameReader {

  /** Bytes of a frame before its payload. */
  public static final int HEADER_BYTES = 40;

  /** The largest payload, bytes. */
  public static final int MAX_PAYLOAD = 16 * 1024 * 1024;

  /** The largest meta part, bytes: a response head; ten times what clients accept. */
  public static final int MAX_META = 1024 * 1024;

  private FrameReader() {}

  /**
   * Reads a frame up to its raw bytes.
   *
   * @return null, and nothing read, while header and meta are not whole
   * @throws ProtocolException if this is no frame
   */
  public static @Nullable Frame read(ByteBuf in) throws ProtocolException {
    if (in.readableBytes() < HEADER_BYTES) {
      return null;
    }
    int start = in.readerIndex();
    int payload = in.getIntLE(start);
    int metaBytes = in.getIntLE(start + 8);
    if (payload < 0
        || payload > MAX_PAYLOAD
        || metaBytes < 0
        || metaBytes > Math.min(payload, MAX_META)) {
      throw new ProtocolException(
          "a frame claims " + payload + " bytes with " + metaBytes + " of meta");
    }
    if (in.readableBytes() < HEADER_BYTES + metaBytes) {
      return null;
    }
    FrameKind kind = FrameKind.of(in.getUnsignedByte(start + 12));
    int id = in.getIntLE(start + 4);
    long wall = in.getLongLE(start + 16);
    long cpu = in.getLongLE(start + 24);
    long contention = in.getLongLE(start + 32);
    in.skipBytes(HEADER_BYTES);
    List<Object> meta = metaBytes == 0 ? List.of() : MarshalReader.sequence(in, metaBytes);
    return new Frame(kind, id, meta, payload - metaBytes, wall, cpu, contention);
  }
}
