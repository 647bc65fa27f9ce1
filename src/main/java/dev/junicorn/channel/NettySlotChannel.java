package dev.junicorn.channel;

import dev.junicorn.exchange.RequestBody;
import dev.junicorn.exchange.RequestHead;
import dev.junicorn.posix.BytePipe;
import dev.junicorn.posix.Descriptor;
import dev.junicorn.posix.PacketPipe;
import dev.junicorn.posix.UnlinkedFile;
import dev.junicorn.protocol.RequestEncoder;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.IoEventLoop;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * A slot: its inbox, a pipe that can be read at this end too, with the room for what does not fit
 * into one packet; the pipe on which it answers; and its stream, which ends with its thread.
 * Confined to the dispatch loop.
 */
final class NettySlotChannel implements SlotChannel {

  private final Channel stream;
  private final WorkerLink worker;
  private final int index;
  private final WorkerPort port;
  private final PacketPipe inbox;
  private final Room room;
  private final SlotStreamHandler reader = new SlotStreamHandler(this);
  private final AnswerPipe answers;
  private final byte[] prefix = new byte[RequestEncoder.ID_PREFIX];
  private final KeptThings kept = new KeptThings();
  private @Nullable SlotListener listener;
  private boolean ending;
  private boolean closed;

  private NettySlotChannel(
      Channel stream,
      WorkerLink worker,
      int index,
      WorkerPort port,
      PacketPipe inbox,
      Room room,
      Descriptor answersEnd) {
    this.stream = stream;
    this.worker = worker;
    this.index = index;
    this.port = port;
    this.inbox = inbox;
    this.room = room;
    this.answers = new AnswerPipe(answersEnd.number(), stream, reader);
  }

  /** Makes what a slot needs and hands its thread the other ends. */
  static NettySlotChannel open(Channel stream, WorkerLink worker, int index, WorkerPort port)
      throws IOException {
    PacketPipe inbox = PacketPipe.open(port.scratch());
    try {
      Room room = Room.open();
      try {
        BytePipe pipe = BytePipe.open();
        handOver(stream, inbox.reader());
        handOver(stream, pipe.writer());
        handOver(stream, room.descriptor());
        return new NettySlotChannel(stream, worker, index, port, inbox, room, pipe.reader());
      } catch (IOException e) {
        room.close();
        throw e;
      }
    } catch (IOException e) {
      inbox.close();
      throw e;
    }
  }

  private static void handOver(Channel stream, Descriptor end) {
    stream.writeAndFlush(new FileDescriptor(end.number())).addListener(sentOrFailed -> end.close());
  }

  /** What reads its answers, to be put into the stream's pipeline. */
  SlotStreamHandler reader() {
    return reader;
  }

  /** Has the loop read its pipe, once the stream's pipeline is complete. */
  void begin(IoEventLoop loop) {
    answers.begin(loop);
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
    if (closed || ending) {
      return SendResult.Plain.SLOT_GONE;
    }
    RequestEncoder encoder = port.encoder();
    encoder.encode(requestId, head, body);
    try {
      boolean fits = encoder.length() <= PacketPipe.MAX_PACKET || setAside(requestId, encoder);
      if (!fits || !inbox.write(encoder.bytes(), encoder.length())) {
        kept.letGo(requestId);
        return SendResult.Plain.NO_ROOM;
      }
    } catch (IOException e) {
      kept.letGo(requestId);
      return new SendResult.CannotBeStored(e);
    }
    if (body instanceof RequestBody.Spooled spooled) {
      spooled.lease().take();
      kept.keep(requestId, spooled.lease()::giveBack);
    }
    return SendResult.Plain.SENT;
  }

  /**
   * Puts an encoded request elsewhere and encodes where it is.
   *
   * @return false if there is no room now
   */
  private boolean setAside(int requestId, RequestEncoder encoder) throws IOException {
    int length = encoder.length();
    if (length > Room.MAX_REQUEST) {
      UnlinkedFile whole = inFile(encoder);
      kept.keep(requestId, whole::close);
      encoder.encodeElsewhere(requestId, whole.path());
      return true;
    }
    int offset = room.put(encoder.bytes(), length);
    if (offset < 0) {
      return false;
    }
    kept.keep(requestId, () -> room.giveBack(offset));
    encoder.encodeInRoom(requestId, offset, length);
    return true;
  }

  @Override
  public int takeBack() {
    if (closed) {
      return 0;
    }
    int id = received();
    kept.letGo(id);
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
    answers.pause();
    stream.config().setAutoRead(false);
  }

  @Override
  public void resume() {
    answers.resume();
    stream.config().setAutoRead(true);
  }

  /** Answers a FILE frame. */
  void acknowledgeFile(boolean taken) {
    stream.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {(byte) (taken ? '+' : '-')}));
  }

  /** The slot's thread has done with a request. */
  void ended(int requestId) {
    kept.letGo(requestId);
  }

  /** Whether it can be given requests. */
  boolean isOpen() {
    return !closed;
  }

  /** Gives it nothing more: its thread ends when it has run what it has. */
  void end() {
    ending = true;
    inbox.end();
  }

  /** The other end of the stream is closed: hears what was said before. */
  void hearOut() {
    answers.drain();
  }

  /** Ends the stream of a process that is gone. */
  void close() {
    stream.close();
    kept.letGoOfAll();
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
      kept.letGoOfAll();
    }
    inbox.close();
    answers.close();
    room.close();
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
  private UnlinkedFile inFile(RequestEncoder encoder) throws IOException {
    try {
      return stored(encoder);
    } catch (IOException e) {
      throw new IOException(
          "with more than %,d bytes it takes a file, which cannot be written in %s (%s)"
              .formatted(Room.MAX_REQUEST, port.spoolFolder(), e.getMessage()),
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
