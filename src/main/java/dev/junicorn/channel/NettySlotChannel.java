package dev.junicorn.channel;

import dev.junicorn.exchange.RequestBody;
import dev.junicorn.exchange.RequestHead;
import dev.junicorn.posix.BytePipe;
import dev.junicorn.posix.Descriptor;
import dev.junicorn.protocol.RequestEncoder;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.IoEventLoop;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A slot: its inbox, the pipe on which it answers, and its stream, which ends with its thread.
 * Confined to the dispatch loop.
 */
final class NettySlotChannel implements SlotChannel {

  private final Channel stream;
  private final WorkerLink worker;
  private final int index;
  private final RequestEncoder encoder;
  private final Inbox inbox;
  private final AnswerReader reader = new AnswerReader(this);
  private final AnswerPipe answers;
  private @Nullable SlotListener listener;
  private boolean ending;
  private boolean closed;

  private NettySlotChannel(
      Channel stream,
      WorkerLink worker,
      int index,
      WorkerPort port,
      Inbox inbox,
      Descriptor answersEnd) {
    this.stream = stream;
    this.worker = worker;
    this.index = index;
    this.encoder = port.encoder();
    this.inbox = inbox;
    this.answers = new AnswerPipe(answersEnd.number(), stream, reader, port.pipeReads());
  }

  /** Makes what a slot needs and hands its thread the other ends. */
  static NettySlotChannel open(Channel stream, WorkerLink worker, int index, WorkerPort port)
      throws IOException {
    Inbox inbox = Inbox.open(port.scratch(), port.spoolFolder());
    try {
      BytePipe answers = BytePipe.open();
      handOver(stream, inbox.packets());
      handOver(stream, answers.writer());
      handOver(stream, inbox.room());
      return new NettySlotChannel(stream, worker, index, port, inbox, answers.reader());
    } catch (IOException e) {
      inbox.close();
      throw e;
    }
  }

  private static void handOver(Channel stream, Descriptor end) {
    stream.writeAndFlush(new FileDescriptor(end.number())).addListener(sentOrFailed -> end.close());
  }

  /** What reads its answers, to be put into the stream's pipeline. */
  AnswerReader reader() {
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
    encoder.encode(requestId, head, body);
    return inbox.put(requestId, encoder, body);
  }

  @Override
  public int takeBack() {
    if (closed) {
      return 0;
    }
    try {
      return inbox.takeBack();
    } catch (IOException e) {
      throw new IllegalStateException(
          "the inbox of slot " + index + " of worker " + worker.id(), e);
    }
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
  void done(int requestId) {
    inbox.letGo(requestId);
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
    answers.hearOut();
  }

  /** Ends the stream of a process that is gone. */
  void close() {
    stream.close();
    inbox.letGoOfAll();
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
      inbox.letGoOfAll();
    }
    inbox.close();
    answers.close();
    worker.listener().slotLost(worker);
  }

  WorkerLink worker() {
    return worker;
  }

  @Nullable SlotListener listener() {
    return listener;
  }
}
