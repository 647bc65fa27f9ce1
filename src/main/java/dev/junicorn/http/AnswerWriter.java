package dev.junicorn.http;

import dev.junicorn.exchange.Failure;
import dev.junicorn.exchange.FileBody;
import dev.junicorn.exchange.ResponseHead;
import io.netty.buffer.ByteBuf;

/**
 * Puts answers into outboxes with as few buffers as it can: a small body is copied behind its head,
 * a large one follows it untouched. Confined to the loop; one for all its connections.
 */
final class AnswerWriter {

  /** Room for a chunk's size and the line ends around it. */
  private static final int CHUNK_FRAME = 24;

  private final ResponseEncoder encoder;

  AnswerWriter(ResponseEncoder encoder) {
    this.encoder = encoder;
  }

  /**
   * Sends an answer in one write.
   *
   * @param body exactly the bytes to send; taken over
   */
  void whole(
      Outbox outbox,
      ResponseHead head,
      Framing.Sendable framing,
      boolean http10,
      OwnFields own,
      ByteBuf body) {
    boolean copied = body.readableBytes() <= Bounds.COPIED_BODY;
    int size = ResponseEncoder.estimate(head, own) + (copied ? body.readableBytes() : 0);
    ByteBuf out = outbox.buffer(size);
    encoder.writeHead(out, head, framing, http10, own);
    if (copied) {
      out.writeBytes(body);
      body.release();
      outbox.write(out);
    } else {
      outbox.writeInMemory(out);
      outbox.write(body);
    }
    outbox.flush();
  }

  /**
   * Sends a failure as the connection's last answer, where there is no exchange to do it.
   *
   * @param toHead whether a HEAD is refused, whose answer has no body
   * @return how many bytes the body has
   */
  int refusal(Outbox outbox, Failure failure, boolean toHead) {
    ByteBuf text = FailureAnswer.body(failure);
    Framing.Sendable framing = new Framing.Sendable(!toHead, text.readableBytes(), false, false);
    if (toHead) {
      text.clear();
    }
    int bytes = text.readableBytes();
    whole(outbox, FailureAnswer.head(failure), framing, false, OwnFields.NONE, text);
    return bytes;
  }

  /** Sends so much of a file, which is closed afterwards. */
  static void file(Outbox outbox, FileBody file, long length) {
    if (length > 0) {
      outbox.write(file.channel(), file.offset(), length);
    } else {
      file.close();
    }
    outbox.flush();
  }

  /** Sends only a head. */
  void head(
      Outbox outbox, ResponseHead head, Framing.Sendable framing, boolean http10, OwnFields own) {
    ByteBuf out = outbox.buffer(ResponseEncoder.estimate(head, own));
    encoder.writeHead(out, head, framing, http10, own);
    outbox.writeInMemory(out);
  }

  /** Sends a piece that is not empty; takes it over. */
  void piece(Outbox outbox, ByteBuf piece, boolean chunked) {
    if (piece.readableBytes() <= Bounds.COPIED_BODY) {
      outbox.write(copy(outbox, piece, chunked));
    } else if (!chunked) {
      outbox.write(piece);
    } else {
      ByteBuf before = outbox.buffer(CHUNK_FRAME);
      encoder.writeChunkHead(before, piece.readableBytes());
      outbox.write(before);
      outbox.write(piece);
      ByteBuf after = outbox.buffer(2);
      ResponseEncoder.writeChunkEnd(after);
      outbox.write(after);
    }
    outbox.flushSoon();
  }

  private ByteBuf copy(Outbox outbox, ByteBuf piece, boolean chunked) {
    ByteBuf out = outbox.buffer(piece.readableBytes() + CHUNK_FRAME);
    if (chunked) {
      encoder.writeChunkHead(out, piece.readableBytes());
    }
    out.writeBytes(piece);
    if (chunked) {
      ResponseEncoder.writeChunkEnd(out);
    }
    piece.release();
    return out;
  }

  void lastChunk(Outbox outbox) {
    ByteBuf out = outbox.buffer(8);
    ResponseEncoder.writeLastChunk(out);
    outbox.write(out);
    outbox.flush();
  }

  void goOn(Outbox outbox) {
    ByteBuf out = outbox.buffer(32);
    ResponseEncoder.writeContinue(out);
    outbox.write(out);
    outbox.flush();
  }
}
