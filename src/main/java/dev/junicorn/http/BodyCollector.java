package dev.junicorn.http;

import dev.junicorn.exchange.RequestBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Gathers a request body: small ones in memory, large ones in a file, and small ones in a file too
 * while the memory set aside for all of them is taken.
 *
 * <p>Confined to the loop. Owns what it gathered until {@link #release}, which the exchange calls
 * at its end and the connection where there is no exchange; its file also until the last lease was
 * given back.
 */
final class BodyCollector implements SpoolFile.Progress, RequestBody.Lease {

  /** Hears of the disk; called on the loop. */
  interface Listener {

    /** Some of the body reached the file; {@link #isStored} and {@link #isPressed} may differ. */
    void bodyStored();

    void bodyFailed(IOException cause);
  }

  private final Facilities facilities;
  private final ByteBufAllocator allocator;
  private final Executor loop;
  private final Listener listener;
  private @Nullable ByteBuf memory;
  private @Nullable SpoolFile spool;
  private long length;
  private long inMemory;
  private long inFile;
  private boolean incomplete;
  private int leases;
  private boolean released;

  BodyCollector(
      Facilities facilities, ByteBufAllocator allocator, Executor loop, Listener listener) {
    this.facilities = facilities;
    this.allocator = allocator;
    this.loop = loop;
    this.listener = listener;
  }

  /** Takes the next bytes of the body out of the buffer. */
  void append(ByteBuf in, int bytes) {
    length += bytes;
    if (spool == null && fitsMemory(bytes)) {
      inMemory += bytes;
      memory().writeBytes(in, bytes);
    } else if (facilities.uploadSpools().tryTake(bytes)) {
      inFile += bytes;
      spool().append(in.readRetainedSlice(bytes));
    } else {
      in.skipBytes(bytes);
      incomplete = true;
      loop.execute(
          () -> listener.bodyFailed(new IOException("all uploads together take too much")));
    }
  }

  long length() {
    return length;
  }

  /** So much waits for the disk that the client should pause. */
  boolean isPressed() {
    return spool != null && spool.isBehind(Bounds.UNWRITTEN_UPLOAD, Bounds.UNWRITTEN_UPLOAD_LEAST);
  }

  /** All that was appended is where it will be read. */
  boolean isStored() {
    return !incomplete && (spool == null || spool.unwritten() == 0);
  }

  /** The body; once it is whole and stored. */
  RequestBody body() {
    if (spool != null) {
      return new RequestBody.Spooled(spool.file().path(), length, this);
    }
    return new RequestBody.Inline(memory());
  }

  /** Frees the memory, and the file unless it is leased; may be called again. */
  void release() {
    if (released) {
      return;
    }
    released = true;
    releaseMemory();
    closeUnused();
  }

  @Override
  public void take() {
    leases++;
  }

  @Override
  public void giveBack() {
    leases--;
    closeUnused();
  }

  private void closeUnused() {
    if (released && leases == 0 && spool != null) {
      spool.close();
      facilities.uploadSpools().giveBack(inFile);
    }
  }

  @Override
  public void stored() {
    listener.bodyStored();
  }

  @Override
  public void failed(IOException cause) {
    listener.bodyFailed(cause);
  }

  private boolean fitsMemory(int bytes) {
    return length <= Bounds.INLINE_BODY && facilities.inlineBodies().tryTake(bytes);
  }

  private ByteBuf memory() {
    if (memory == null) {
      memory = allocator.buffer((int) length);
    }
    return memory;
  }

  private SpoolFile spool() {
    if (spool == null) {
      spool =
          new SpoolFile(
              facilities.settings().spoolFolder(),
              facilities.disk(),
              loop,
              facilities.unwritten(),
              this);
      if (memory != null) {
        inFile += memory.readableBytes();
        facilities.uploadSpools().take(memory.readableBytes());
        spool.append(memory.retain());
        releaseMemory();
      }
    }
    return spool;
  }

  private void releaseMemory() {
    facilities.inlineBodies().giveBack(inMemory);
    inMemory = 0;
    if (memory != null) {
      memory.release();
      memory = null;
    }
  }
}
