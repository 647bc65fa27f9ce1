package dev.junicorn.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

class ReadBuffersTest {

  private final ReadBuffers reads = new ReadBuffers(64, 2);

  @Test
  void itIsReadIntoAgain() {
    ByteBuf first = take();
    first.writeCharSequence("one", US_ASCII);
    first.release();
    ByteBuf second = take();
    assertThat(second).isSameAs(first);
    assertThat(second.isReadable()).isFalse();
  }

  @Test
  void whatSomebodyHoldsIsNotReadOver() {
    ByteBuf first = take();
    first.writeCharSequence("one", US_ASCII);
    ByteBuf held = first.readRetainedSlice(3);
    first.release();
    ByteBuf second = take();
    second.writeCharSequence("two", US_ASCII);
    assertThat(held.toString(US_ASCII)).isEqualTo("one");
    held.release();
    assertThat(take()).isSameAs(first);
  }

  @Test
  void onlySoManyAreKept() {
    ByteBuf oldest = take();
    ByteBuf second = take();
    ByteBuf third = take();
    oldest.release();
    assertThat(oldest.refCnt()).isZero();
    assertThat(take()).isNotSameAs(second).isNotSameAs(third);
    third.release();
    assertThat(take()).isSameAs(third);
  }

  private ByteBuf take() {
    return reads.take(UnpooledByteBufAllocator.DEFAULT);
  }
}
