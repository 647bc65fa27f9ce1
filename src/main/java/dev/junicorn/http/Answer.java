package dev.junicorn.http;

import dev.junicorn.exchange.Failure;
import dev.junicorn.exchange.FileBody;
import dev.junicorn.exchange.ResponseHead;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The answer of one exchange as it goes out: how it is framed, decided once before its first byte,
 * and how much of its body the client is given, which is never more than was announced. Which part
 * may come when is for {@link HttpExchange} to say.
 *
 * <p>Confined to the loop.
 */
final class Answer {

  private final Outbox outbox;
  private final Facilities facilities;
  private final ParsedHead request;
  private final ExchangeEvents events;
  private Framing.@Nullable Sendable framing;
  private long bodyBytes;
  private boolean exceeded;

  /**
   * @param events is told what the client sees, and once where the app gives more body than it
   *     announced
   */
  Answer(Outbox outbox, Facilities facilities, ParsedHead request, ExchangeEvents events) {
    this.outbox = outbox;
    this.facilities = facilities;
    this.request = request;
    this.events = events;
  }

  /**
   * Decides how an answer is framed; before anything of it is sent.
   *
   * @param given bytes of body, or {@link Framing#UNKNOWN} for an answer in pieces
   * @return why it cannot be sent, or an empty text
   */
  String frame(ResponseHead head, long given) {
    return switch (Framing.of(request, facilities.keepsAlive(), head, given)) {
      case Framing.Sendable sendable -> {
        framing = sendable;
        events.answered(head);
        yield "";
      }
      case Framing.Unsendable unsendable -> unsendable.why();
    };
  }

  /** Sends all of it; takes the body over. */
  void whole(ResponseHead head, ByteBuf body) {
    body.writerIndex(body.readerIndex() + (int) take(body.readableBytes()));
    facilities
        .answers()
        .whole(outbox, head, framing(), request.isHttp10(), events.ownFields(true), body);
  }

  /** Sends all of it; closes the file. */
  void whole(ResponseHead head, FileBody file) {
    head(head, true);
    AnswerWriter.file(outbox, file, take(file.length()));
  }

  /** Frames and sends the server's own answer. */
  void failure(Failure why) {
    ResponseHead head = FailureAnswer.head(why);
    ByteBuf text = FailureAnswer.body(why);
    String defect = frame(head, text.readableBytes());
    if (!defect.isEmpty()) {
      throw new IllegalStateException("the server's own answer cannot be sent: " + defect);
    }
    whole(head, text);
  }

  /** Sends the head of an answer in pieces. */
  void begin(ResponseHead head) {
    head(head, false);
    outbox.flush();
  }

  /** Sends a piece, or as much of it as was announced; takes it over. */
  void piece(ByteBuf piece) {
    int part = (int) take(piece.readableBytes());
    if (part == 0) {
      piece.release();
      return;
    }
    piece.writerIndex(piece.readerIndex() + part);
    facilities.answers().piece(outbox, piece, framing().chunked());
  }

  /** Ends an answer in pieces. */
  void end() {
    if (framing().chunked()) {
      facilities.answers().lastChunk(outbox);
    } else {
      outbox.flush();
    }
  }

  /** Why what was sent so far is no whole answer, or an empty text. */
  String shortage() {
    return framing().carriesBody() && framing().length() > bodyBytes
        ? "the app announced " + framing().length() + " bytes of body but gave " + bodyBytes
        : "";
  }

  /** Bytes of body that are still to come, {@link SpoolTurns#UNKNOWN} where nobody knows. */
  long left() {
    long length = framing().length();
    return length == Framing.UNKNOWN ? SpoolTurns.UNKNOWN : length - bodyBytes;
  }

  /** Bytes of body that went out so far. */
  long bodyBytes() {
    return bodyBytes;
  }

  /** Whether the connection outlives it. */
  boolean persists() {
    return framing().persists();
  }

  /** Whether only the connection's end says where its body ends. */
  boolean endsWithConnection() {
    return framing().carriesBody() && framing().length() == Framing.UNKNOWN && !framing().chunked();
  }

  private void head(ResponseHead head, boolean known) {
    facilities.answers().head(outbox, head, framing(), request.isHttp10(), events.ownFields(known));
  }

  /** How many of the next {@code given} bytes of body go out; they count as gone. */
  private long take(long given) {
    Framing.Sendable decided = framing();
    if (!decided.carriesBody()) {
      return 0;
    }
    long room = decided.length() == Framing.UNKNOWN ? given : decided.length() - bodyBytes;
    if (given > room && !exceeded) {
      exceeded = true;
      events.exceeded(decided.length());
    }
    long taken = Math.min(given, room);
    bodyBytes += taken;
    return taken;
  }

  private Framing.Sendable framing() {
    if (framing == null) {
      throw new IllegalStateException("no answer has begun");
    }
    return framing;
  }
}
