package dev.junicorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that is written while the server ends. */
class SpoolFileTest {

  private final Budget unwritten = new Budget(Bounds.UNWRITTEN);

  @TempDir Path folder;

  /** Otherwise whoever waits for the file waits for ever. */
  @Test
  void anErrorAtTheDiskIsToldOf() {
    List<IOException> failures = new ArrayList<>();
    SpoolFile.Progress progress =
        new SpoolFile.Progress() {
          @Override
          public void stored() {}

          @Override
          public void failed(IOException cause) {
            failures.add(cause);
          }
        };
    SpoolFile file = new SpoolFile(noMemoryAt(), Runnable::run, Runnable::run, unwritten, progress);
    file.append(Unpooled.copiedBuffer(new byte[10_000]));
    assertThat(failures).singleElement().asString().contains("no memory");
    assertThat(file.takeUnwritten()).hasSize(1).allMatch(ByteBuf::release);
    assertThat(unwritten.used()).isZero();
  }

  private static Path noMemoryAt() {
    return (Path)
        Proxy.newProxyInstance(
            SpoolFileTest.class.getClassLoader(),
            new Class<?>[] {Path.class},
            (proxy, method, arguments) -> {
              throw new OutOfMemoryError("no memory");
            });
  }

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
            unwritten,
            new Nobody());
    ByteBuf bytes = Unpooled.copiedBuffer(new byte[10_000]);
    file.append(bytes);
    disk.remove().run();
    assertThat(bytes.refCnt()).isZero();
    assertThat(disk).isEmpty();
  }
}
