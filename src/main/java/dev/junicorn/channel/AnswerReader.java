package dev.junicorn.channel;

import dev.junicorn.event.Reason;
import dev.junicorn.exchange.AppTime;
import dev.junicorn.exchange.FileBody;
import dev.junicorn.exchange.Header;
import dev.junicorn.exchange.ResponseHead;
import dev.junicorn.protocol.Frame;
import dev.junicorn.protocol.FrameKind;
import dev.junicorn.protocol.FrameReader;
import dev.junicorn.protocol.ProtocolException;
import dev.junicorn.protocol.ResponseHeads;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answers of one slot, which come from its pipe, and where a frame is large, from its
 * stream. A small answer is gathered and passed on whole; the raw bytes of larger frames are passed
 * on as they arrive, so that no frame is ever held in memory for its size.
 */
final class AnswerReader extends ChannelInboundHandlerAdapter implements AnswerPipe.Reader {

  /** Up to here a WHOLE frame is gathered: what a socket buffer delivers in one or two reads. */
  private static final int GATHERED_BYTES = 64 * 1024;

  private final NettySlotChannel slot;
  private final Source pipe = new Source();
  private final Source stream = new Source();

  /** Where the next bytes are to come from; what the other has brought waits for its turn. */
  private Source source = pipe;

  /** The frame whose raw bytes are being read, and how many are still to come. */
  private @Nullable Frame open;

  private int rawLeft;

  /** Whether the WHOLE frame in {@link #open} is passed on in pieces. */
  private boolean inPieces;

  private String end = "the worker closed the slot's stream";

  /** Whether what came could not be taken: the rest, which may begin anywhere, is not read. */
  private boolean refused;

  /** What came from one place and has not been read yet. */
  private static final class Source {
    private @Nullable ByteBuf bytes;

    void add(ByteBufAllocator allocator, ByteBuf more) {
      bytes =
          bytes == null
              ? more
              : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(allocator, bytes, more);
    }

    void letGoOfWhatWasRead() {
      if (bytes != null && !bytes.isReadable()) {
        clear();
      } else if (bytes != null && bytes.refCnt() == 1) {
        bytes.discardSomeReadBytes();
      }
    }

    void clear() {
      if (bytes != null) {
        bytes.release();
        bytes = null;
      }
    }
  }

  AnswerReader(NettySlotChannel slot) {
    this.slot = slot;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws IOException {
    hear(stream, context.alloc(), (ByteBuf) message);
  }

  @Override
  public void fromPipe(ByteBufAllocator allocator, ByteBuf bytes) throws IOException {
    hear(pipe, allocator, bytes);
  }

  private void hear(Source from, ByteBufAllocator allocator, ByteBuf bytes) throws IOException {
    if (refused) {
      bytes.release();
      return;
    }
    from.add(allocator, bytes);
    try {
      readOn();
    } finally {
      pipe.letGoOfWhatWasRead();
      stream.letGoOfWhatWasRead();
    }
  }

  /** Reads frames, or parts of them, until the one who is to bring the next has brought no more. */
  private void readOn() throws IOException {
    SlotListener listener = slot.listener();
    if (listener == null) {
      throw new ProtocolException("a slot answers before it was asked");
    }
    ByteBuf in = source.bytes;
    while (in != null && in.isReadable()) {
      if (open != null) {
        int before = in.readableBytes();
        raw(open, in, listener);
        if (open != null && in.readableBytes() == before) {
          return;
        }
      } else {
        Frame frame = FrameReader.read(in);
        if (frame == null) {
          return;
        }
        begin(frame, in, listener);
      }
      in = source.bytes;
    }
  }

  private void begin(Frame frame, ByteBuf in, SlotListener listener) throws IOException {
    int id = frame.requestId();
    switch (frame.kind()) {
      case WHOLE, PIECE -> expectRaw(frame, in, listener);
      case HEAD -> {
        listener.begin(id, ResponseHeads.of(frame));
        expectRaw(frame, in, listener);
      }
      case END -> {
        slot.done(frame.requestId());
        listener.end(id, time(frame));
      }
      case ASIDE -> source = stream;
      case FILE -> file(frame, listener);
      case LEFT -> {
        slot.done(id);
        listener.left(id, time(frame));
      }
      case FREED -> {
        slot.done(id);
        listener.freed(id);
      }
      case ERROR, ABORT -> {
        slot.done(frame.requestId());
        listener.failed(id, frame.text(0), frame.text(1), time(frame));
      }
      default -> throw new ProtocolException(frame.kind() + " on a slot stream");
    }
  }

  private void expectRaw(Frame frame, ByteBuf in, SlotListener listener) throws IOException {
    open = frame;
    rawLeft = frame.rawBytes();
    raw(frame, in, listener);
  }

  private void raw(Frame frame, ByteBuf in, SlotListener listener) throws IOException {
    if (frame.kind() == FrameKind.WHOLE && !inPieces) {
      whole(frame, in, listener);
      return;
    }
    int count = Math.min(rawLeft, in.readableBytes());
    if (count > 0) {
      rawLeft -= count;
      listener.piece(frame.requestId(), cut(in, count));
    }
    if (rawLeft == 0) {
      rawBytesRead();
      if (inPieces) {
        inPieces = false;
        slot.done(frame.requestId());
        listener.end(frame.requestId(), time(frame));
      }
    }
  }

  /**
   * Takes bytes of an answer that may wait long for its client. A slice keeps the whole buffer it
   * is of, and a read from the stream that brings little comes in a large buffer too: what is
   * counted as a few bytes would hold a quarter of a megabyte.
   */
  private ByteBuf cut(ByteBuf in, int count) {
    boolean brimming = in.writerIndex() >= in.capacity() / 2;
    return source == pipe || brimming ? in.readRetainedSlice(count) : in.readBytes(count);
  }

  private void whole(Frame frame, ByteBuf in, SlotListener listener) throws IOException {
    if (in.readableBytes() >= rawLeft) {
      rawBytesRead();
      slot.done(frame.requestId());
      ResponseHead head = ResponseHeads.of(frame);
      listener.whole(frame.requestId(), head, in.readRetainedSlice(rawLeft), time(frame));
    } else if (rawLeft > GATHERED_BYTES) {
      inPieces = true;
      listener.begin(frame.requestId(), withLength(ResponseHeads.of(frame), rawLeft));
      raw(frame, in, listener);
    }
  }

  /** The raw bytes of the open frame have all been read. */
  private void rawBytesRead() {
    open = null;
    source = pipe;
  }

  /**
   * An answer whose size is known keeps it, though it travels in pieces. Not so what is not to be
   * sent: its size is not that of the 200 which a 304 stands for (RFC 9110 section 8.6).
   */
  private static ResponseHead withLength(ResponseHead head, int length) {
    if (head.forbidsBody()) {
      return head;
    }
    for (Header header : head.headers()) {
      if (header.is("Content-Length")) {
        return head;
      }
    }
    List<Header> headers = new ArrayList<>(head.headers());
    headers.add(new Header("Content-Length", Integer.toString(length)));
    return new ResponseHead(head.status(), head.reason(), headers);
  }

  private void file(Frame frame, SlotListener listener) throws IOException {
    FileBody body = WorkerFile.open(slot.worker().pid(), frame);
    slot.acknowledgeFile(body != null);
    if (body != null) {
      slot.done(frame.requestId());
      listener.file(frame.requestId(), ResponseHeads.of(frame), body, time(frame));
    }
  }

  private static AppTime time(Frame frame) {
    return new AppTime(frame.wallNanos(), frame.cpuNanos(), frame.contentionNanos());
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    try {
      slot.hearOut();
    } finally {
      pipe.clear();
      stream.clear();
      slot.streamClosed(end, !refused);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    end = "the slot's stream broke: " + Reason.of(cause);
    // The system says by another IOException that the other end is gone; all else is ours.
    refused |= cause instanceof ProtocolException || !(cause instanceof IOException);
    context.close();
  }
}
