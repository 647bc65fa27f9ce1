package dev.junicorn.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The pipe on which a slot answers, which costs half of what a socket does. What goes wrong is for
 * the pipeline of the slot's stream, whose end is the slot's. Confined to the dispatch loop.
 */
final class AnswerPipe implements EpollIoHandle {

  /** What a pipe holds at most, bytes: 16 pages, which some machines have of 64 KB. */
  private static final int CAPACITY = 1024 * 1024;

  private final FileDescriptor pipe;
  private final Channel stream;
  private final Reader reader;
  private final ReadBuffers buffers;
  private @Nullable IoRegistration registration;
  private boolean paused;
  private boolean closed;

  /** Takes what the pipe brings. */
  interface Reader {

    /**
     * @param bytes the reader's from now on
     */
    void fromPipe(ByteBufAllocator allocator, ByteBuf bytes) throws IOException;
  }

  /**
   * @param end not blocking; closed with this
   * @param buffers of the loop's, for what is read
   */
  AnswerPipe(int end, Channel stream, Reader reader, ReadBuffers buffers) {
    this.pipe = new FileDescriptor(end);
    this.stream = stream;
    this.reader = reader;
    this.buffers = buffers;
  }

  /** Has the loop read what comes. */
  void begin(IoEventLoop loop) {
    loop.register(this)
        .addListener((Future<IoRegistration> done) -> {
          if (!done.isSuccess()) {
            stream.pipeline().fireExceptionCaught(done.cause());
          } else if (closed) {
            done.getNow().cancel();
          } else {
            registration = done.getNow();
            awaitMore();
          }
        });
  }

  void pause() {
    pause(true);
  }

  void resume() {
    pause(false);
  }

  /** It is asked after each answer: a call of the system only where that changes something. */
  private void pause(boolean wanted) {
    if (paused != wanted) {
      paused = wanted;
      awaitMore();
    }
  }

  private void awaitMore() {
    if (registration != null) {
      registration.submit(paused ? EpollIoOps.NONE : EpollIoOps.EPOLLIN);
    }
  }

  /** Once a turn of the loop, which comes again while there is more. */
  @Override
  public void handle(IoRegistration unused, IoEvent event) {
    if (!paused && !closed) { // or it is the writer's end, which cannot be waited for less
      read();
    }
  }

  /** Reads what there is, but no more than the pipe holds: its writer may not be gone. */
  void hearOut() {
    int left = CAPACITY;
    while (left > 0 && !closed) {
      int count = read();
      if (count <= 0) {
        return;
      }
      left -= count;
    }
  }

  /**
   * @return how many bytes; 0 if there are none now, negative after the last
   */
  private int read() {
    try {
      ByteBuf bytes = buffers.take(stream.alloc());
      try {
        return read(bytes);
      } finally {
        bytes.release();
      }
    } catch (Throwable e) { // as in a pipeline: it is one slot's, and an error would end the loop
      stream.pipeline().fireExceptionCaught(e);
      return -1;
    }
  }

  private int read(ByteBuf room) throws IOException {
    int count = pipe.readAddress(room.memoryAddress(), 0, room.capacity());
    if (count > 0) {
      reader.fromPipe(stream.alloc(), room.writerIndex(count).retain());
    } else if (count < 0) {
      close();
    }
    return count;
  }

  @Override
  public FileDescriptor fd() {
    return pipe;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (registration != null) {
      registration.cancel();
    }
    try {
      pipe.close();
    } catch (IOException e) {
      stream.pipeline().fireExceptionCaught(e);
    }
  }
}
