package dev.junicorn.http;

import static java.util.Objects.requireNonNull;

import dev.junicorn.event.ServerEvent.RequestTrouble;
import dev.junicorn.posix.Descriptors;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.FileRegion;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * The bytes on their way to one client, in order. They go to the socket while it takes them; what
 * exceeds {@link Bounds#ANSWER_MEMORY} goes through a file, so that the app is rid of its answer
 * however slow the client is. A client that keeps up never touches the disk.
 *
 * <pre>
 *   write ─► socket                          while the socket's queue is short
 *   write ─► spool file ─► sendfile ─► socket   from then on until all of the file is sent
 * </pre>
 *
 * <p>Confined to the loop; one per connection.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails ends the connection, which says so
final class Outbox implements SpoolFile.Progress {

  /** Hears how the writing goes. */
  interface Listener {

    /** {@link #isWritable} turned true, or {@link #isEmpty()} may have. */
    void outboxMoved();

    /** The file of an answer could not be sent whole; the connection ends. */
    void fileFailed(String why);
  }

  private final Channel channel;
  private final AnswerMemory memory;
  private final Facilities facilities;
  private final Listener listener;
  private final ChannelFutureListener regionSent = this::regionSent;
  private final ChannelFutureListener markSent = this::markSent;
  private final Runnable flushNow = this::flushIfDue;
  private @Nullable SpoolFile spool;
  private SpoolTurns.@Nullable Place turn;
  private @Nullable FileRegion region;
  private long bufferBytes;
  private long regionBytes;
  private long spoolSent;
  private long spoolTaken;
  private boolean spoolBroken;
  private boolean marked;
  private boolean ended;
  private boolean flushDue;
  private boolean closed;

  Outbox(Channel channel, Facilities facilities, Listener listener) {
    this.channel = channel;
    this.facilities = facilities;
    this.memory = new AnswerMemory(facilities.answersMemory());
    this.listener = listener;
  }

  /** An empty buffer to write into; where memory is out, one that goes nowhere. */
  ByteBuf buffer(int capacity) {
    try {
      return channel.alloc().ioBuffer(capacity);
    } catch (OutOfMemoryError e) {
      channel.pipeline().fireExceptionCaught(e);
      return Unpooled.buffer(capacity);
    }
  }

  /** Adds bytes; takes the buffer over. Nothing moves before {@link #flush}. */
  void write(ByteBuf bytes) {
    if (spool == null && !spoolBroken && !closed && !hasRoom(bytes)) {
      openSpool();
    }
    if (spool == null) {
      writeInMemory(bytes);
      return;
    }
    spoolTaken += bytes.readableBytes();
    facilities.answerSpools().take(bytes.readableBytes());
    turn().writes();
    spool.append(bytes);
  }

  /** The same, but to no file: for a head, as nothing is in front of it, and one may follow. */
  void writeInMemory(ByteBuf bytes) {
    if (closed) {
      bytes.release();
      return;
    }
    bufferBytes += bytes.readableBytes();
    memory.write(channel, bytes);
  }

  /** Adds a stretch of a file, which is closed afterwards; only behind bytes in memory. */
  void write(FileChannel file, long offset, long length) {
    send(new DefaultFileRegion(file, offset, length));
  }

  void flush() {
    flushDue = false;
    channel.flush();
    memory.count(channel.unsafe().outboundBuffer());
  }

  /**
   * Flushes when the loop has taken what there is now: pieces that come together leave together.
   */
  void flushSoon() {
    if (!flushDue) {
      flushDue = true;
      channel.eventLoop().execute(flushNow);
    }
  }

  private void flushIfDue() {
    if (flushDue) {
      flush();
    }
  }

  /**
   * Whether the socket's queue is short, once it has been given what waits for a flush, and these
   * may be in memory.
   */
  private boolean hasRoom(ByteBuf bytes) {
    if (memory.isScarce() || !channel.isWritable()) {
      flushIfDue();
    }
    return channel.isWritable() && memory.hasRoom(bytes);
  }

  /**
   * False while memory and file are full, or it is another answer's turn.
   *
   * @param left how many bytes of the answer are still to come, {@link SpoolTurns#UNKNOWN} where
   *     nobody knows
   */
  boolean isWritable(long left) {
    if (spool == null) {
      return !spoolBroken || closed || channel.isWritable();
    }
    return !spool.isBehind(Bounds.UNWRITTEN_ANSWER, Bounds.UNWRITTEN_ANSWER_LEAST)
        && spoolTaken < Bounds.ANSWER_SPOOL
        && !facilities.answerSpools().isSpent()
        && (spoolTaken < Bounds.SPOOLED_AT_ONCE || turn().mayGoOn(left));
  }

  /** Whether it takes room that apps wait for: the files of all answers have no more. */
  boolean isInTheWay() {
    return spool != null && facilities.answerSpools().isSpent();
  }

  /** Whether the app waits for this client, because no file can be written. */
  boolean isHoldingApp() {
    return spoolBroken && !channel.isWritable();
  }

  /** Nothing is in a file, and memory has room. */
  boolean isKeepingUp() {
    return spool == null && region == null && channel.isWritable();
  }

  /**
   * The kernel has all that was written: a connection that is closed now delivers it. Never true of
   * one that was closed before.
   */
  boolean isEmpty() {
    if (ended) {
      return true;
    }
    ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
    return spool == null && region == null && !flushDue && queue != null && queue.isEmpty();
  }

  /**
   * Flushes, and asks that the listener hears it once this is empty: the last bytes leave without a
   * word.
   */
  void reportEmpty() {
    if (!marked && spool == null && region == null) {
      marked = true;
      channel.write(Unpooled.EMPTY_BUFFER).addListener(markSent);
      flush();
    }
  }

  /** Bytes the kernel has taken so far. */
  long accepted() {
    ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
    long queued = queue == null ? 0 : queue.totalPendingWriteBytes() - queue.currentProgress();
    return bufferBytes + regionBytes - queued;
  }

  /**
   * Bytes the client's end has confirmed so far; what {@link MinimumRate} watches. The kernel takes
   * bytes in strides that would take a slow client minutes.
   */
  long confirmed() {
    return accepted() - unconfirmed();
  }

  /** The client's end has all that was written: nothing that happens now can take it away. */
  boolean isConfirmed() {
    return isEmpty() && unconfirmed() == 0;
  }

  /**
   * Whether the client's end has refused what was written, because nobody is there. The kernel says
   * so once.
   */
  boolean isRefused() {
    if (!channel.isOpen()
        || !(channel instanceof UnixChannel unix)
        || !(unix.fd() instanceof Socket socket)) {
      return false;
    }
    try {
      return socket.getSoError() != 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Goes on with what the socket takes by now, maybe without a word. */
  void look() {
    memory.count(channel.unsafe().outboundBuffer());
    pump();
    listener.outboxMoved();
  }

  /**
   * Tells the client, once this is empty, that nothing follows; false where that cannot be said
   * without closing.
   */
  boolean end() {
    if (!ended && channel instanceof DuplexChannel duplex) {
      ended = true;
      duplex.shutdownOutput();
    }
    return ended;
  }

  /** Gives up what is spooled; the connection has ended. */
  void close() {
    closed = true;
    memory.count(null);
    closeSpool();
  }

  @Override
  public void stored() {
    pump();
    if (spool != null && spool.unwritten() == 0) {
      turn().hasWritten();
    }
    listener.outboxMoved();
  }

  @Override
  public void failed(IOException cause) {
    facilities
        .events()
        .publish(RequestTrouble.of("An answer could not be spooled, the app waits", cause));
    spoolBroken = true;
    pump();
    listener.outboxMoved();
  }

  private void openSpool() {
    spool =
        new SpoolFile(
            facilities.settings().spoolFolder(),
            facilities.disk(),
            channel.eventLoop(),
            facilities.unwritten(),
            this);
    turn = facilities.spoolTurns().enter(channel.eventLoop(), listener::outboxMoved);
    spoolSent = 0;
    spoolTaken = 0;
  }

  private SpoolTurns.Place turn() {
    return requireNonNull(turn, "no file is open");
  }

  private void closeSpool() {
    if (spool != null) {
      spool.close();
      spool = null;
      facilities.answerSpools().giveBack(spoolTaken);
      turn().leave();
    }
  }

  /** Sends what the file has, one stretch at a time; leaves the file when it has no more. */
  private void pump() {
    if (spool == null || region != null) {
      return;
    }
    long stretch = spool.written() - spoolSent;
    if (stretch > 0) {
      send(new Stretch(spool.file().channel(), spoolSent, stretch));
      flush();
    } else if (spoolBroken) {
      sendUnwritten(spool);
    } else if (spool.unwritten() == 0) {
      closeSpool();
    }
  }

  private void sendUnwritten(SpoolFile broken) {
    for (ByteBuf bytes : broken.takeUnwritten()) {
      bufferBytes += bytes.readableBytes();
      channel.write(bytes, channel.voidPromise());
    }
    closeSpool();
    flush();
  }

  private void send(FileRegion next) {
    region = next;
    channel.write(next).addListener(regionSent);
  }

  private void regionSent(ChannelFuture future) {
    FileRegion sent = region;
    region = null;
    if (sent == null || !future.isSuccess()) {
      if (sent != null) {
        IoFaults.ofFile(sent, future.cause()).ifPresent(why -> cut(sent, why));
      }
      channel.close();
      return;
    }
    regionBytes += sent.count();
    if (sent instanceof Stretch) {
      spoolSent += sent.count();
    }
    pump();
    listener.outboxMoved();
  }

  private void cut(FileRegion file, String why) {
    if (file instanceof Stretch) {
      facilities.events().publish(new RequestTrouble("The spool file of an answer " + why + "."));
    } else {
      listener.fileFailed("the file that it gave " + why);
    }
  }

  private void markSent(ChannelFuture future) {
    marked = false;
    if (future.isSuccess()) {
      listener.outboxMoved();
    }
  }

  private int unconfirmed() {
    return channel instanceof UnixChannel unix && channel.isOpen()
        ? Descriptors.unconfirmed(unix.fd().intValue())
        : 0;
  }

  /** A stretch of the spool file, which stays open. */
  private static final class Stretch extends DefaultFileRegion {

    Stretch(FileChannel file, long position, long count) {
      super(file, position, count);
    }

    @Override
    protected void deallocate() {
      // The spool file is closed by its owner.
    }
  }
}
