package dev.junicorn.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.exchange.AppTime;
import dev.junicorn.exchange.FileBody;
import dev.junicorn.exchange.ResponseHead;
import dev.junicorn.posix.BytePipe;
import dev.junicorn.protocol.GoldenFile;
import dev.junicorn.protocol.RequestEncoder;
import dev.junicorn.testing.BufferLeaks;
import dev.junicorn.testing.ManualLoop;
import io.netty.buffer.ByteBuf;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.Epoll;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a slot answers comes back on every way; Netty's detector watches each buffer. */
class LeakTest {

  /** More than an answer that is gathered has. */
  private static final int LARGE = 200_000;

  /** These keep buffers for good: thrown away they would be a leak in the next test's eyes. */
  private static final ReadBuffers READS = new ReadBuffers(64 * 1024, 1);

  private static WorkerPort port;

  @TempDir private static Path folder;

  private final BufferLeaks leaks = new BufferLeaks(LeakTest.class);
  private final List<ByteBuf> waiting = new ArrayList<>();
  private WorkerLink link;

  @BeforeAll
  static void openPort() {
    Epoll.ensureAvailability();
    ManualLoop time = new ManualLoop();
    port =
        new WorkerPort(
            new DefaultEventLoop(),
            folder,
            new RequestEncoder("test", ""),
            new Inspector(time, time::now),
            _ -> {});
  }

  @BeforeEach
  void open() throws IOException {
    link =
        new WorkerLink(
            1,
            1,
            0,
            Scoreboard.create(folder.resolve("board"), 1),
            new WorkerNotes(new ArrayList<>()));
  }

  @AfterEach
  void stopWatching() {
    leaks.close();
  }

  @Test
  void everyBufferIsReleased() throws IOException {
    assertThat(leaks.after(this::live)).isZero();
  }

  private void live() throws IOException {
    for (int cut : new int[] {1, 30, 1000}) {
      run(cut, List.of(frame("whole"), frame("whole"), frame("whole")), List.of());
      run(cut, List.of(frame("head"), frame("piece"), frame("end")), List.of());
      run(cut, List.of(frame("aside"), frame("whole")), List.of(frame("whole")));
      run(cut, List.of(frame("head").setIntLE(0, -1), frame("whole")), List.of(frame("whole")));
    }
    run(LARGE, List.of(frame("aside"), frame("whole")), List.of(large()));
    run(LARGE / 3, List.of(frame("aside"), frame("whole")), List.of(large()));
    run(LARGE, List.of(frame("whole").writerIndex(50), frame("whole")), List.of(large()));
    run(LARGE, List.of(frame("whole").writerIndex(50)), List.of());
  }

  /**
   * One slot's life. What it answers is released only afterwards, as by a slow client.
   *
   * @param cut how many bytes come at once
   */
  private void run(int cut, List<ByteBuf> piped, List<ByteBuf> streamed) throws IOException {
    EmbeddedChannel stream = new EmbeddedChannel();
    NettySlotChannel slot = NettySlotChannel.open(stream, link, 0, port);
    stream.pipeline().addLast(slot.reader());
    slot.listen(new SlowClient());
    BytePipe pipe = BytePipe.open();
    AnswerPipe answers = new AnswerPipe(pipe.reader().number(), stream, slot.reader(), READS);
    try (FileOutputStream worker =
        new FileOutputStream("/proc/self/fd/" + pipe.writer().number())) {
      pipe.writer().close();
      for (ByteBuf frame : piped) {
        while (frame.isReadable()) {
          frame.readBytes(worker, Math.min(cut, frame.readableBytes()));
          answers.hearOut();
        }
        frame.release();
      }
    }
    for (ByteBuf frame : streamed) {
      while (frame.isReadable() && stream.isOpen()) {
        stream.writeInbound(frame.readRetainedSlice(Math.min(cut, frame.readableBytes())));
      }
      frame.release();
    }
    answers.close();
    stream.finishAndReleaseAll();
    waiting.forEach(ByteBuf::release);
    waiting.clear();
  }

  private static ByteBuf frame(String name) throws IOException {
    ByteBuf golden = GoldenFile.read(name);
    return BufferLeaks.bytes(golden.readableBytes()).clear().writeBytes(golden);
  }

  private static ByteBuf large() throws IOException {
    ByteBuf small = frame("whole");
    int payload = small.getIntLE(0);
    return small.setIntLE(0, payload + LARGE).writeZero(LARGE);
  }

  private final class SlowClient implements SlotListener {
    @Override
    public void whole(int requestId, ResponseHead head, ByteBuf body, AppTime spent) {
      waiting.add(body);
    }

    @Override
    public void piece(int requestId, ByteBuf bytes) {
      waiting.add(bytes);
    }

    @Override
    public void file(int requestId, ResponseHead head, FileBody body, AppTime spent) {
      body.close();
    }

    @Override
    public void begin(int requestId, ResponseHead head) {}

    @Override
    public void end(int requestId, AppTime spent) {}

    @Override
    public void failed(int requestId, String message, String traceback, AppTime spent) {}

    @Override
    public void left(int requestId, AppTime spent) {}

    @Override
    public void freed(int requestId) {}

    @Override
    public void lost(String why, boolean threadEnded) {}
  }
}
