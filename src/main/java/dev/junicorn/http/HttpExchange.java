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
 * One request of a connection and its answer: which part of it may come when, who hears of the
 * client, and what is told of both. The bytes are {@link Answer}'s.
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
  private final ExchangeEvents events;
  private final Answer answer;
  private final ReceivedRequest request;
  private Phase phase = Phase.WAITING;
  private @Nullable ClientWatch watch;
  private String leftWhile = "";

  /** It was told why nobody got the whole answer. */
  private boolean explained;

  private boolean paused;

  HttpExchange(
      Connection connection, Outbox outbox, Facilities facilities, ReceivedRequest request) {
    this.connection = connection;
    this.outbox = outbox;
    this.request = request;
    this.events = new ExchangeEvents(facilities, request);
    this.answer = new Answer(outbox, facilities, request.head(), events);
  }

  @Override
  public RequestHead head() {
    return request.head().head();
  }

  @Override
  public RequestBody body() {
    return request.body();
  }

  @Override
  public String id() {
    return request.head().id();
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
    if (!accept(response, bytes.readableBytes())) {
      bytes.release();
      return;
    }
    answer.whole(response, bytes);
    finish(answer.persists());
  }

  @Override
  public void answer(ResponseHead response, FileBody file) {
    if (isOverruled()) {
      file.close();
      finish(false);
      return;
    }
    if (phase != Phase.WAITING) {
      file.close();
      throw illegal(Phase.WAITING);
    }
    if (!accept(response, file.length())) {
      file.close();
      return;
    }
    answer.whole(response, file);
    finish(answer.persists());
  }

  @Override
  public void begin(ResponseHead response) {
    if (isOverruled()) {
      return;
    }
    require(Phase.WAITING);
    phase = Phase.STREAMING;
    if (accept(response, Framing.UNKNOWN)) {
      answer.begin(response);
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
    answer.piece(piece);
  }

  @Override
  public boolean isWritable() {
    boolean writable = phase != Phase.STREAMING || outbox.isWritable(answer.left());
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
      finish(answer.persists());
      return;
    }
    require(Phase.STREAMING);
    String shortage = answer.shortage();
    if (shortage.isEmpty()) {
      answer.end();
      finish(answer.persists());
    } else {
      events.appFailed(shortage);
      outbox.flush();
      finish(false);
    }
  }

  @Override
  public void abort(Failure why) {
    // Who leaves has had what there was until then; that is no failure, and is told of below.
    if (!(why instanceof Failure.ClientGone)) {
      events.failed(why);
    }
    if (isOverruled()) {
      finish(answer.persists());
      return;
    }
    require(Phase.STREAMING);
    outbox.flush();
    if (answer.endsWithConnection()) {
      connection.endByReset();
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
    finish(answer.persists());
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
    if (!paused || phase != Phase.STREAMING || !outbox.isWritable(answer.left())) {
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

  /** Decides the framing; answers 500 for a head that cannot be sent, and then returns false. */
  private boolean accept(ResponseHead response, long given) {
    String defect = answer.frame(response, given);
    if (defect.isEmpty()) {
      return true;
    }
    events.appFailed(defect);
    sendFailure(new Failure.AppFailed(defect));
    if (given == Framing.UNKNOWN) {
      phase = Phase.OVERRULED; // its pieces are still to come
    } else {
      finish(answer.persists());
    }
    return false;
  }

  private void sendFailure(Failure why) {
    events.failed(why);
    answer.failure(why);
  }

  private void finish(boolean persists) {
    phase = Phase.ENDED;
    request.release();
    if (isLeft() && !connection.isOpen()) {
      tellLeft(leftWhile);
    }
    events.ended(answer.bodyBytes(), !connection.isOpen() || outbox.isEmpty());
    connection.answered(persists);
  }
}
