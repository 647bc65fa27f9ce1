package dev.junicorn.http;

import dev.junicorn.event.ServerEvent;
import dev.junicorn.exchange.AppTime;
import dev.junicorn.exchange.ClientWatch;
import dev.junicorn.exchange.Exchange;
import dev.junicorn.exchange.Failure;
import dev.junicorn.exchange.FileBody;
import dev.junicorn.exchange.RequestBody;
import dev.junicorn.exchange.RequestHead;
import dev.junicorn.exchange.ResponseHead;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One request of a connection and its answer.
 *
 * <pre>
 *   WAITING ──begin──► STREAMING ──end, abort──► ENDED
 *    │  │ answer, fail                             ▲
 *    │  └──────────────────────────────────────────┤
 *    └──(the server answers itself)──► OVERRULED ──┘  the handler's answer comes to nothing
 * </pre>
 *
 * <p>Confined to the connection's loop.
 */
final class HttpExchange implements Exchange {

  /** What an exchange asks of its connection. */
  interface Connection {

    boolean isOpen();

    /** The answer's last byte is in the outbox. */
    void answered(boolean persists);

    /**
     * The connection is to end by a reset, behind what was written: the answer is not whole, and an
     * orderly end would pass for its own.
     */
    void endByReset();
  }

  private enum Phase {
    WAITING,
    STREAMING,
    OVERRULED,
    ENDED
  }

  private final Connection connection;
  private final Outbox outbox;
  private final Facilities facilities;
  private final ExchangeEvents events;
  private final BodyCount sentBody;
  private final ParsedHead request;
  private final RequestBody body;
  private final @Nullable BodyCollector bodyOwner;
  private Phase phase = Phase.WAITING;
  private Framing.@Nullable Sendable framing;
  private @Nullable ClientWatch watch;
  private String leftWhile = "";

  /** It was told why nobody got the whole answer. */
  private boolean explained;

  private boolean paused;

  /**
   * @param begunAt when the request's first byte was there
   * @param bodyOwner frees the body, if there is one to free
   */
  HttpExchange(
      Connection connection,
      Outbox outbox,
      Facilities facilities,
      long begunAt,
      ParsedHead request,
      RequestBody body,
      @Nullable BodyCollector bodyOwner) {
    this.connection = connection;
    this.outbox = outbox;
    this.facilities = facilities;
    this.request = request;
    this.events = new ExchangeEvents(facilities, request, begunAt);
    this.sentBody = new BodyCount(events);
    this.body = body;
    this.bodyOwner = bodyOwner;
  }

  @Override
  public RequestHead head() {
    return request.head();
  }

  @Override
  public RequestBody body() {
    return body;
  }

  @Override
  public String id() {
    return request.id();
  }

  @Override
  public void watch(ClientWatch newWatch) {
    watch = newWatch;
  }

  @Override
  public boolean clientPresent() {
    return connection.isOpen();
  }

  @Override
  public void servedBy(int pid) {
    events.servedBy(pid);
  }

  @Override
  public void ran(AppTime time) {
    events.ran(time);
  }

  @Override
  public void answer(ResponseHead response, ByteBuf bytes) {
    if (isOverruled()) {
      bytes.release();
      finish(false);
      return;
    }
    if (phase != Phase.WAITING) {
      bytes.release();
      throw illegal(Phase.WAITING);
    }
    int given = bytes.readableBytes();
    if (!accept(response, given)) {
      bytes.release();
      return;
    }
    bytes.writerIndex(bytes.readerIndex() + (int) sentBody.take(framing(), given));
    facilities
        .answers()
        .whole(outbox, response, framing(), request.isHttp10(), events.ownFields(true), bytes);
    finish(framing().persists());
  }

  @Override
  public void answer(ResponseHead response, FileBody file) {
    if (isOverruled()) {
      AnswerWriter.close(file);
      finish(false);
      return;
    }
    if (phase != Phase.WAITING) {
      AnswerWriter.close(file);
      throw illegal(Phase.WAITING);
    }
    if (!accept(response, file.length())) {
      AnswerWriter.close(file);
      return;
    }
    facilities
        .answers()
        .head(outbox, response, framing(), request.isHttp10(), events.ownFields(true));
    AnswerWriter.file(outbox, file, sentBody.take(framing(), file.length()));
    finish(framing().persists());
  }

  @Override
  public void begin(ResponseHead response) {
    if (isOverruled()) {
      return;
    }
    require(Phase.WAITING);
    phase = Phase.STREAMING;
    if (accept(response, Framing.UNKNOWN)) {
      facilities
          .answers()
          .head(outbox, response, framing(), request.isHttp10(), events.ownFields(false));
      outbox.flush();
    }
  }

  @Override
  public void write(ByteBuf piece) {
    if (isOverruled()) {
      piece.release();
      return;
    }
    if (phase != Phase.STREAMING) {
      piece.release();
      throw illegal(Phase.STREAMING);
    }
    int part = (int) sentBody.take(framing(), piece.readableBytes());
    if (part == 0) {
      piece.release();
      return;
    }
    piece.writerIndex(piece.readerIndex() + part);
    facilities.answers().piece(outbox, piece, framing().chunked());
  }

  @Override
  public boolean isWritable() {
    boolean writable = phase != Phase.STREAMING || outbox.isWritable();
    paused |= !writable;
    return writable;
  }

  @Override
  public boolean isKeepingUp() {
    return outbox.isKeepingUp();
  }

  @Override
  public void end() {
    if (isOverruled()) {
      finish(framing().persists());
      return;
    }
    require(Phase.STREAMING);
    if (framing().carriesBody() && framing().length() > sentBody.bytes()) {
      events.appFailed(
          "the app announced "
              + framing().length()
              + " bytes of body but gave "
              + sentBody.bytes());
      outbox.flush();
      finish(false);
      return;
    }
    if (framing().chunked()) {
      facilities.answers().lastChunk(outbox);
    } else {
      outbox.flush();
    }
    finish(framing().persists());
  }

  @Override
  public void abort(Failure why) {
    // Who leaves has had what there was until then; that is no failure, and is told of below.
    if (!(why instanceof Failure.ClientGone)) {
      events.failed(why);
    }
    if (!isOverruled()) {
      require(Phase.STREAMING);
      outbox.flush();
      if (isUnframed()) {
        connection.endByReset();
      }
    }
    finish(false);
  }

  @Override
  public void fail(Failure why) {
    if (isOverruled()) {
      finish(false);
      return;
    }
    require(Phase.WAITING);
    sendFailure(why);
    finish(framing().persists());
  }

  /** The client closed its side or is gone; tells the handler once. */
  void clientLeft() {
    if (phase == Phase.ENDED || !leftWhile.isEmpty()) {
      return;
    }
    leftWhile =
        phase != Phase.WAITING
            ? ServerEvent.ClientLeft.BEING_ANSWERED
            : events.isServed() ? "running" : "waiting";
    if (watch != null) {
      watch.clientLeft();
    }
  }

  /**
   * The connection has ended; everything written from now on is dropped.
   *
   * @param owed whether the client has not got all that was written
   */
  void connectionEnded(boolean owed) {
    if (phase == Phase.ENDED && owed) {
      tellLeft(leftWhile.isEmpty() ? ServerEvent.ClientLeft.BEING_ANSWERED : leftWhile);
    }
    events.sent();
    clientLeft();
    if (phase != Phase.ENDED && watch != null) {
      watch.connectionEnded();
    }
    outboxMoved();
  }

  /** The way to the client may be free again. */
  void outboxMoved() {
    if (!paused || phase != Phase.STREAMING || !outbox.isWritable()) {
      return;
    }
    paused = false;
    if (watch != null) {
      watch.writableAgain();
    }
  }

  /** The client's connection has taken all of the answer. */
  void sent() {
    events.sent();
  }

  /** Whether the client had said its last, or was gone, before it was answered. */
  boolean isLeft() {
    return !leftWhile.isEmpty();
  }

  /** The app's file could not be sent whole. */
  void fileFailed(String why) {
    explained = true;
    events.appFailed(why);
  }

  /** The client's system does not take what was sent: the client is gone. */
  void refused() {
    tellLeft(leftWhile);
  }

  private void tellLeft(String when) {
    if (!explained) {
      explained = true;
      events.clientLeft(when);
    }
  }

  /** The server gives the answer itself where none has begun, and cuts where one has. */
  void overrule(Failure why) {
    if (phase == Phase.WAITING) {
      sendFailure(why);
      phase = Phase.OVERRULED;
    }
    clientLeft();
  }

  private boolean isOverruled() {
    return phase == Phase.OVERRULED;
  }

  private void require(Phase legal) {
    if (phase != legal) {
      throw illegal(legal);
    }
  }

  private IllegalStateException illegal(Phase legal) {
    return new IllegalStateException("the answer is " + phase + " but has to be " + legal);
  }

  private Framing.Sendable framing() {
    if (framing == null) {
      throw new IllegalStateException("no answer has begun");
    }
    return framing;
  }

  /** Only the connection's end says where the body ends. */
  private boolean isUnframed() {
    return framing().carriesBody() && framing().length() == Framing.UNKNOWN && !framing().chunked();
  }

  /** Decides the framing; answers 500 for a head that cannot be sent, and then returns false. */
  private boolean accept(ResponseHead response, long given) {
    return switch (Framing.of(request, facilities.keepsAlive(), response, given)) {
      case Framing.Sendable sendable -> {
        commit(response, sendable);
        yield true;
      }
      case Framing.Unsendable unsendable -> {
        events.appFailed(unsendable.why());
        sendFailure(new Failure.AppFailed(unsendable.why()));
        endUnsendable(given);
        yield false;
      }
    };
  }

  private void commit(ResponseHead response, Framing.Sendable decided) {
    framing = decided;
    events.answered(response);
  }

  /** An answer in pieces still has its pieces to come. */
  private void endUnsendable(long given) {
    if (given == Framing.UNKNOWN) {
      phase = Phase.OVERRULED;
    } else {
      finish(framing().persists());
    }
  }

  private void sendFailure(Failure why) {
    events.failed(why);
    ByteBuf text = FailureAnswer.body(why);
    ResponseHead response = FailureAnswer.head(why);
    if (Framing.of(request, facilities.keepsAlive(), response, text.readableBytes())
        instanceof Framing.Sendable sendable) {
      commit(response, sendable);
      text.writerIndex((int) sentBody.take(sendable, text.readableBytes()));
      facilities
          .answers()
          .whole(outbox, response, sendable, request.isHttp10(), events.ownFields(true), text);
    }
  }

  private void finish(boolean persists) {
    phase = Phase.ENDED;
    if (bodyOwner != null) {
      bodyOwner.release();
    }
    if (isLeft() && !connection.isOpen()) {
      tellLeft(leftWhile);
    }
    events.ended(sentBody.bytes(), !connection.isOpen() || outbox.isEmpty());
    connection.answered(persists);
  }
}
