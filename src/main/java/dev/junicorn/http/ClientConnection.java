package dev.junicorn.http;

import static dev.junicorn.http.ConnectionState.BODY;
import static dev.junicorn.http.ConnectionState.CLOSED;
import static dev.junicorn.http.ConnectionState.FLUSHING;
import static dev.junicorn.http.ConnectionState.HEAD;
import static dev.junicorn.http.ConnectionState.IDLE;
import static dev.junicorn.http.ConnectionState.LINGERING;
import static dev.junicorn.http.ConnectionState.SERVING;
import static dev.junicorn.http.ConnectionState.STORING;

import dev.junicorn.event.ServerEvent;
import dev.junicorn.event.ServerEvent.RequestTrouble;
import dev.junicorn.exchange.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection, from its first byte to its last; {@link ConnectionState} is its life.
 * The only handler in its pipeline.
 *
 * <p>Confined to the loop. Owns the reader of requests, the outbox, and the exchange while there is
 * one. Idle, it holds no buffer.
 */
// A write or close that fails ends the connection, which says so itself.
@SuppressWarnings("FutureReturnValueIgnored")
final class ClientConnection extends ChannelInboundHandlerAdapter
    implements BodyCollector.Listener, HttpExchange.Connection, Outbox.Listener {

  /** Neighbours in {@link Connections}, which alone touches them. */
  @Nullable ClientConnection previous;

  @Nullable ClientConnection next;

  private final Facilities facilities;
  private final Channel channel;
  private final RequestReader reader;
  private final Outbox outbox;
  private final Ending ending;
  private final ConnectionTimes times;
  private ConnectionState state = IDLE;
  private @Nullable HttpExchange exchange;
  private boolean advancing;
  private boolean persists;
  private boolean overruled;

  ClientConnection(Facilities facilities, Channel channel) {
    this.facilities = facilities;
    this.channel = channel;
    this.reader = new RequestReader(facilities, channel, this);
    this.outbox = new Outbox(channel, facilities, this);
    this.ending = new Ending(channel, outbox);
    this.times = new ConnectionTimes(facilities.settings(), facilities.awake());
  }

  // What the socket says

  @Override
  public void channelActive(ChannelHandlerContext context) {
    facilities.connections().add(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (state == LINGERING || state == CLOSED) {
      bytes.release();
      times.heard(facilities.awake());
      return;
    }
    reader.add(bytes);
    advance();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (channel.isWritable()) {
      outbox.look();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      reader.end();
      if (exchange != null && state == SERVING) {
        exchange.clientLeft();
      }
      advance();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    boolean owed = state == FLUSHING;
    state = state.to(CLOSED);
    facilities.connections().remove(this);
    reader.free();
    outbox.close();
    if (exchange != null) {
      exchange.connectionEnded(owed);
      exchange = null;
    }
  }

  /** Whatever went wrong, it concerns this connection only. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    failed(cause);
  }

  /** Ends the connection after an error. */
  void failed(Throwable cause) {
    if (!IoFaults.isOfClient(cause)) {
      publish(RequestTrouble.of("A connection was closed after an error", cause));
    }
    channel.close();
  }

  // What the exchange, the outbox and the disk say

  @Override
  public boolean isOpen() {
    return channel.isActive();
  }

  @Override
  public void answered(boolean connectionPersists) {
    if (state != SERVING) {
      return;
    }
    persists = connectionPersists;
    state = state.to(FLUSHING);
    advance();
  }

  @Override
  public void endByReset() {
    ending.resetBehindIt();
  }

  @Override
  public void outboxMoved() {
    if (exchange != null && state == SERVING) {
      exchange.outboxMoved();
    }
    advance();
  }

  @Override
  public void fileFailed(String why) {
    if (exchange != null) {
      exchange.fileFailed(why);
    }
  }

  @Override
  public void bodyStored() {
    advance();
  }

  @Override
  public void bodyFailed(IOException cause) {
    if (state == BODY || state == STORING) {
      publish(RequestTrouble.of("A request body could not be stored", cause));
      refuse(new Failure.Refused(503, "The server cannot store the request body now."));
    }
  }

  // What the front end asks

  /** Holds the timeouts; called once a second. */
  void sweep(long now) {
    outbox.look();
    switch (times.judge(state, reader, outbox, now)) {
      case FINE -> {}
      case CLOSE -> channel.close();
      case HEAD_LATE -> refuse(new Failure.Refused(408, "The request head took too long."));
      case BODY_LATE -> refuse(new Failure.Refused(408, "The request body came too slowly."));
    }
  }

  /** While draining: closes a connection that has nothing to do. */
  void closeIfDone(long now) {
    if (times.isDone(state, now)) {
      channel.close();
    }
  }

  /** Whether nobody is owed anything: it waits for a request, or for the client to close it. */
  boolean isIdle() {
    return channel.isOpen() && (state == IDLE || (state == LINGERING && times.hasAnswer()));
  }

  /** When the state that it is in began. */
  long since() {
    return times.since();
  }

  /** Makes room for another one. */
  void close() {
    channel.close();
  }

  /** Answers with the failure where no answer has begun, and closes. */
  void closeNow(Failure failure) {
    switch (state) {
      case HEAD, BODY, STORING -> refuse(failure);
      case SERVING -> overrule(failure);
      case IDLE -> channel.close();
      case LINGERING -> ending.closeIfConfirmed();
      case FLUSHING, CLOSED -> {}
    }
  }

  // The course of a request

  /** Goes on as far as the bytes and the state allow; never runs within itself. */
  private void advance() {
    if (advancing) {
      return;
    }
    advancing = true;
    try {
      boolean moved = true;
      while (moved) {
        moved = stepOrRefuse();
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      failed(e);
    } finally {
      advancing = false;
    }
    closeIfNothingCanFollow();
    reader.settle(state);
  }

  /** A client that has stopped sending in the middle of a request will never complete it. */
  private void closeIfNothingCanFollow() {
    if (reader.isEnded() && (state == IDLE || state == HEAD || state == BODY)) {
      channel.close();
    }
  }

  private boolean stepOrRefuse() {
    try {
      return step();
    } catch (RefusedException e) {
      refuse(e.failure());
      return true;
    }
  }

  /** One step; false if it takes something from outside to make the next. */
  private boolean step() throws RefusedException {
    return switch (state) {
      case IDLE -> beginHead();
      case HEAD -> readHead();
      case BODY -> readBody();
      case STORING -> finishStoring();
      case SERVING -> endIfOverruled();
      case FLUSHING -> finishAnswer();
      case LINGERING -> endOutput();
      case CLOSED -> false;
    };
  }

  private boolean beginHead() {
    if (!reader.begins()) {
      return false;
    }
    long now = facilities.now();
    enter(HEAD, now);
    reader.begin(now);
    return true;
  }

  private boolean readHead() throws RefusedException {
    if (!reader.readHead()) {
      return false;
    }
    if (!reader.head().declaresBody()) {
      serve();
      return true;
    }
    reader.beginBody();
    enter(BODY, facilities.now());
    if (reader.awaitsContinue()) {
      facilities.answers().goOn(outbox);
    }
    return true;
  }

  private boolean readBody() throws RefusedException {
    if (!reader.readBody()) {
      return false;
    }
    state = state.to(STORING);
    return true;
  }

  private boolean finishStoring() {
    if (!reader.isStored()) {
      return false;
    }
    serve();
    return true;
  }

  private void serve() {
    state = state.to(SERVING);
    times.startServing(outbox);
    HttpExchange served = new HttpExchange(this, outbox, facilities, reader.take());
    exchange = served;
    facilities.handler().handle(served);
    if (reader.isEnded()) {
      served.clientLeft();
    }
  }

  /** Goes on behind the last byte of an answer. */
  private boolean finishAnswer() {
    if (!isFlushed()) {
      return false;
    }
    HttpExchange answered = exchange;
    exchange = null;
    if (answered != null) {
      answered.sent();
    }
    if (persists && reader.allowsAnother()) {
      enter(IDLE, facilities.now());
      return true;
    }
    if (ending.begins(answered, reader)) {
      return false;
    }
    enter(LINGERING, facilities.now());
    reader.free();
    return true;
  }

  private void refuse(Failure failure) {
    Refusal refusal = reader.refusal(failure);
    enter(LINGERING, facilities.now());
    reader.free();
    refusal.answer(facilities, outbox);
    advance();
  }

  private boolean endOutput() {
    if (isFlushed()) {
      ending.goOn(reader.isEnded());
    }
    return false;
  }

  /** The server has answered in the handler's place, and goes. */
  private boolean endIfOverruled() {
    if (overruled && isFlushed()) {
      channel.close();
    }
    return false;
  }

  /** Whether nothing waits for the client; if something does, this goes on once nothing does. */
  private boolean isFlushed() {
    if (!outbox.isEmpty()) {
      outbox.reportEmpty();
    }
    return outbox.isEmpty();
  }

  // Small parts

  private void enter(ConnectionState next, long now) {
    state = state.to(next);
    times.restart(facilities.awake(now));
  }

  private void overrule(Failure failure) {
    if (exchange != null) {
      exchange.overrule(failure);
    }
    overruled = true;
    advance();
  }

  private void publish(ServerEvent event) {
    facilities.events().publish(event);
  }
}
