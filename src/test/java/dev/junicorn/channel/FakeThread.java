package dev.junicorn.channel;

import dev.junicorn.protocol.GoldenFile;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/** The thread of a worker's only slot: it takes and answers requests when the test says so. */
public final class FakeThread {

  private static final int REQUEST_ID_AT = 4;
  private static final int LAST_STARTED_AT = 40;

  private final WorkerLink link;
  private final EmbeddedChannel stream;
  private final NettySlotChannel slot;

  private FakeThread(WorkerLink link, EmbeddedChannel stream, NettySlotChannel slot) {
    this.link = link;
    this.stream = stream;
    this.slot = slot;
  }

  /** The worker connects its slot. */
  public static FakeThread of(WorkerLink link, WorkerPort port) throws IOException {
    Epoll.ensureAvailability();
    EmbeddedChannel stream = new EmbeddedChannel();
    NettySlotChannel slot = NettySlotChannel.open(stream, link, 0, port);
    link.add(slot);
    stream.pipeline().addLast(slot.reader());
    return new FakeThread(link, stream, slot);
  }

  /**
   * Takes a request out of its inbox and begins it.
   *
   * @return the request's id, 0 if there is none
   */
  public int begin() throws IOException {
    int id = slot.takeBack();
    if (id > 0) {
      note(id, 0);
      note(id, LAST_STARTED_AT);
    }
    return id;
  }

  /** Answers the request that it has begun. */
  public void answer(int id) throws IOException {
    slot.reader().fromPipe(stream.alloc(), GoldenFile.read("whole").setIntLE(REQUEST_ID_AT, id));
    note(0, 0);
  }

  private void note(long id, int at) throws IOException {
    ByteBuffer field =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(0, id);
    try (FileChannel board = FileChannel.open(link.scoreboard().path(), StandardOpenOption.WRITE)) {
      board.write(field, at);
    }
  }
}
