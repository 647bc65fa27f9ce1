package dev.junicorn.channel;

import dev.junicorn.exchange.RequestBody;
import dev.junicorn.exchange.RequestHead;
import dev.junicorn.posix.DatagramPair;
import dev.junicorn.posix.UnlinkedFile;
import dev.junicorn.protocol.RequestEncoder;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * A slot: its inbox (a datagram pair whose both ends are open here) and its stream. Confined to the
 * dispatch loop.
 */
final class NettySlotChannel implements SlotChannel {

  private final Channel stream;
  private final WorkerLink worker;
  private final int index;
  private final WorkerPort port;
  private final DatagramPair inbox;
  private final byte[] prefix = new byte[RequestEncoder.ID_PREFIX];
  private final KeptFiles kept = new KeptFiles();
  private @Nullable SlotListener listener;
  private boolean closed;

  private NettySlotChannel(
      Channel stream, WorkerLink worker, int index, WorkerPort port, DatagramPair inbox) {
    this.stream = stream;
    this.worker = worker;
    this.index = index;
    this.port = port;
    this.inbox = inbox;
  }

  /** Makes the inbox and hands its receiving end to the slot's thread. */
  static NettySlotChannel open(Channel stream, WorkerLink worker, int index, WorkerPort port)
      throws IOException {
    DatagramPair inbox = DatagramPair.open(port.scratch());
    stream.writeAndFlush(new FileDescriptor(inbox.receiver()));
    return new NettySlotChannel(stream, worker, index, port, inbox);
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public void listen(SlotListener newListener) {
    listener = newListener;
  }

  @Override
  public SendResult send(int requestId, RequestHead head, RequestBody body) {
    if (closed) {
      return SendResult.Plain.SLOT_GONE;
    }
    RequestEncoder encoder = port.encoder();
    encoder.encode(requestId, head, body);
    try {
      if (encoder.length() > DatagramPair.MAX_DATAGRAM) {
        UnlinkedFile whole = setAside(encoder);
        kept.keep(requestId, whole::close);
        encoder.encodeElsewhere(requestId, whole.path());
      }
      if (!inbox.send(encoder.bytes(), encoder.length())) {
        kept.close(requestId);
        return SendResult.Plain.NO_ROOM;
      }
    } catch (IOException e) {
      kept.close(requestId);
      return new SendResult.CannotBeStored(e);
    }
    if (body instanceof RequestBody.Spooled spooled) {
      spooled.lease().take();
      kept.keep(requestId, spooled.lease()::giveBack);
    }
    return SendResult.Plain.SENT;
  }

  @Override
  public int takeBack() {
    if (closed) {
      return 0;
    }
    int id = received();
    kept.close(id);
    return id;
  }

  @Override
  public int started() {
    return worker.scoreboard().requestOf(index);
  }

  @Override
  public int lastStarted() {
    return worker.scoreboard().lastStartedOf(index);
  }

  @Override
  public long startedAt() {
    return worker.scoreboard().startOf(index);
  }

  @Override
  public void noteClientLeft(int requestId) {
    worker.scoreboard().setLeft(index, requestId);
  }

  @Override
  public void pause() {
    stream.config().setAutoRead(false);
  }

  @Override
  public void resume() {
    stream.config().setAutoRead(true);
  }

  /** Answers a FILE frame. */
  void acknowledgeFile(boolean taken) {
    stream.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {(byte) (taken ? '+' : '-')}));
  }

  /** The slot's thread has done with a request. */
  void ended(int requestId) {
    kept.close(requestId);
  }

  /** Whether it can be given requests. */
  boolean isOpen() {
    return !closed;
  }

  /** Ends the stream of a process that is gone. */
  void close() {
    stream.close();
    kept.closeAll();
  }

  /**
   * The stream is closed; the inbox follows once the listener has taken back what was in it. A
   * thread that lives may still open the files of its request.
   */
  void streamClosed(String why, boolean threadEnded) {
    if (listener != null) {
      listener.lost(why, threadEnded);
    }
    closed = true;
    if (threadEnded) {
      kept.closeAll();
    }
    inbox.close();
    worker.listener().slotLost(worker);
  }

  WorkerLink worker() {
    return worker;
  }

  @Nullable SlotListener listener() {
    return listener;
  }

  private int received() {
    try {
      return inbox.takeBack(prefix) == prefix.length ? RequestEncoder.idOf(prefix) : 0;
    } catch (IOException e) {
      throw new IllegalStateException(
          "the inbox of slot " + index + " of worker " + worker.id(), e);
    }
  }

  /** Rare, a head of over 64 KB: a write to the page cache, so done here and now. */
  private UnlinkedFile setAside(RequestEncoder encoder) throws IOException {
    try {
      return stored(encoder);
    } catch (IOException e) {
      throw new IOException(
          "with more than %,d bytes it takes a file, which cannot be written in %s (%s)"
              .formatted(DatagramPair.MAX_DATAGRAM, port.spoolFolder(), e.getMessage()),
          e);
    }
  }

  private UnlinkedFile stored(RequestEncoder encoder) throws IOException {
    UnlinkedFile file = UnlinkedFile.create(port.spoolFolder());
    try {
      FileChannel channel = file.channel();
      ByteBuffer content = ByteBuffer.wrap(encoder.bytes(), 0, encoder.length());
      while (content.hasRemaining()) {
        channel.write(content);
      }
      return file;
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }
}
