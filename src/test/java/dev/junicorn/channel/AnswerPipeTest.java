package dev.junicorn.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.posix.BytePipe;
import dev.junicorn.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a loop of its own; the stream stands for the place of what goes wrong. */
class AnswerPipeTest {

  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final IoEventLoop loop = loops.next();
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final EmbeddedChannel stream = new EmbeddedChannel(new Faults());
  private AnswerPipe answers;
  private FileOutputStream worker;

  @BeforeEach
  void open() throws IOException {
    BytePipe pipe = BytePipe.open();
    worker = new FileOutputStream("/proc/self/fd/" + pipe.writer().number());
    pipe.writer().close();
    answers =
        new AnswerPipe(pipe.reader().number(), stream, this::note, new ReadBuffers(64 * 1024, 1));
  }

  private void note(ByteBufAllocator unused, ByteBuf bytes) throws IOException {
    String words = bytes.toString(US_ASCII);
    bytes.release();
    if (words.equals("nonsense")) {
      throw new ProtocolException(words);
    }
    heard.add(words);
  }

  @AfterEach
  void close() throws Exception {
    loop.submit(answers::close).sync();
    worker.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  @Test
  void whatIsWrittenIsReadUntilItsEnd() throws Exception {
    answers.begin(loop);
    say("one");
    assertThat(next()).isEqualTo("one");
    say("two");
    assertThat(next()).isEqualTo("two");
    worker.close();
    while (answers.fd().isOpen()) {
      loop.submit(() -> {}).sync();
    }
    assertThat(heard).isEmpty();
  }

  @Test
  void nothingIsReadWhileItIsPaused() throws Exception {
    loop.submit(answers::pause).sync();
    answers.begin(loop);
    say("one");
    worker.close();
    loop.submit(() -> {}).sync();
    assertThat(heard).isEmpty();
    loop.execute(answers::resume);
    assertThat(next()).isEqualTo("one");
  }

  @Test
  void whatIsThereIsHeardOutThoughNoLoopListens() throws Exception {
    say("x".repeat(60_000));
    answers.hearOut();
    assertThat(String.join("", heard)).isEqualTo("x".repeat(60_000));
    assertThat(answers.fd().isOpen()).isTrue();
    worker.close();
    answers.hearOut();
    assertThat(answers.fd().isOpen()).isFalse();
  }

  @Test
  void whatCannotBeReadIsTheStreamsFault() throws Exception {
    say("nonsense");
    answers.hearOut();
    assertThat(next()).isEqualTo("fault: nonsense");
  }

  private @Nullable String next() throws InterruptedException {
    return heard.poll(60, TimeUnit.SECONDS);
  }

  private void say(String words) throws IOException {
    worker.write(words.getBytes(US_ASCII));
  }

  private final class Faults extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      heard.add("fault: " + cause.getMessage());
    }
  }
}
