package dev.junicorn.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SpawnerCommandsTest {

  private final CountDownLatch hangs = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  @Test
  void writesALineForEachCommandAndCloses() throws Exception {
    StringWriter pipe =
        new StringWriter() {
          @Override
          public void close() {
            ended.countDown();
          }
        };
    SpawnerCommands commands = new SpawnerCommands(pipe, hangs::countDown);
    commands.start();
    commands.tell("one");
    commands.tell("two");
    commands.close();
    assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(pipe).hasToString("one\ntwo\n");
  }

  /** Who commands it is not held up, and learns of it. */
  @Test
  void aSpawnerThatDoesNotReadHangs() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    SpawnerCommands commands = new SpawnerCommands(new StuckPipe(never), hangs::countDown);
    commands.start();
    for (int i = 0; hangs.getCount() > 0; i++) {
      assertThat(i).isLessThan(10_000);
      commands.tell("more");
    }
    never.countDown();
  }

  /** Takes nothing until it is let go. */
  private static final class StuckPipe extends Writer {

    private final CountDownLatch until;

    StuckPipe(CountDownLatch until) {
      this.until = until;
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
      try {
        until.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
