package dev.junicorn.http;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.netty.util.internal.CleanableDirectBuffer;

/** Direct memory that says how many buffers are held, and can be out. */
final class CountedMemory extends AbstractByteBufAllocator {

  private int held;
  private boolean out;

  CountedMemory() {
    super(true);
  }

  /** Buffers that were not released yet. */
  int held() {
    return held;
  }

  /** Whether there is no more from now on. */
  void isOut(boolean now) {
    out = now;
  }

  /** A buffer that is there in any case: what is in it was read before memory was out. */
  ByteBuf spare(int capacity) {
    boolean before = out;
    out = false;
    ByteBuf buffer = directBuffer(capacity);
    out = before;
    return buffer;
  }

  @Override
  public boolean isDirectBufferPooled() {
    return false;
  }

  @Override
  protected ByteBuf newDirectBuffer(int capacity, int most) {
    ByteBuf buffer = new Counted(capacity, most);
    held++;
    return buffer;
  }

  @Override
  protected ByteBuf newHeapBuffer(int capacity, int most) {
    return new UnpooledHeapByteBuf(this, capacity, most);
  }

  private final class Counted extends UnpooledDirectByteBuf {

    private Counted(int capacity, int most) {
      super(CountedMemory.this, capacity, most);
    }

    @Override
    protected CleanableDirectBuffer allocateDirectBuffer(int capacity) {
      if (out) {
        throw new OutOfMemoryError("as Netty says it, for a test");
      }
      return super.allocateDirectBuffer(capacity);
    }

    @Override
    protected void deallocate() {
      super.deallocate();
      held--;
    }
  }
}
