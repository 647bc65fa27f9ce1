package dev.junicorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that is written while the server ends. */
class SpoolFileTest {

  private static final SpoolFile.Progress NOBODY =
      new SpoolFile.Progress() {
        @Override
        public void stored() {}

        @Override
        public void failed(IOException cause) {}
      };

  @TempDir Path folder;

  /** The disk is slower than the stop: its last word finds no loop any more. */
  @Test
  void whatWasBeingWrittenWhenTheLoopEndedIsGivenUpQuietly() {
    Queue<Runnable> disk = new ArrayDeque<>();
    SpoolFile file =
        new SpoolFile(
            folder,
            disk::add,
            task -> {
              throw new RejectedExecutionException("event executor terminated");
            },
            NOBODY);
    ByteBuf bytes = Unpooled.copiedBuffer(new byte[10_000]);
    file.append(bytes);
    disk.remove().run();
    assertThat(bytes.refCnt()).isZero();
    assertThat(disk).isEmpty();
  }
}
