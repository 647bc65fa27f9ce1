package dev.junicorn.dispatch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.junicorn.channel.SendResult;
import dev.junicorn.channel.SlotChannel;
import dev.junicorn.channel.SlotListener;
import dev.junicorn.exchange.AppTime;
import dev.junicorn.exchange.FileBody;
import dev.junicorn.exchange.RequestBody;
import dev.junicorn.exchange.RequestHead;
import dev.junicorn.exchange.ResponseHead;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A slot whose thread is the test: it picks requests up when told so. */
final class FakeSlotChannel implements SlotChannel {

  static final AppTime QUICK = new AppTime(100_000, 90_000, 0);
  static final AppTime BLOCKED = new AppTime(100_000_000, 90_000, 0);
  private static final ResponseHead OK = new ResponseHead(200, "OK", List.of());

  private final int index;
  private final Deque<Integer> inbox = new ArrayDeque<>();
  private final Deque<Runnable> unread = new ArrayDeque<>();
  private @Nullable SlotListener listener;
  private int received;
  private int started;
  private int lastStarted;
  private long startedAt;
  private SendResult result = SendResult.Plain.SENT;
  private IntConsumer onSend = id -> {};
  private boolean paused;
  private int left;

  FakeSlotChannel(int index) {
    this.index = index;
  }

  /** The thread takes its next request and calls the app. */
  int pickUp() {
    if (received == 0) {
      receive();
    }
    started = received;
    received = 0;
    lastStarted = started == 0 ? lastStarted : started;
    return started;
  }

  /** The same, and notes the time on its scoreboard. */
  int pickUp(long now) {
    startedAt = now;
    return pickUp();
  }

  /** The thread takes its next request and does not get to call the app yet. */
  void receive() {
    received = inbox.isEmpty() ? 0 : inbox.removeFirst();
  }

  /** The request that was taken and not started, 0 if there is none. */
  int received() {
    return received;
  }

  /** The app call is over, and its answer is in the stream. */
  void finish(AppTime time) {
    int id = started;
    started = 0;
    unread.add(() -> listener().whole(id, OK, Unpooled.copiedBuffer("done", ISO_8859_1), time));
  }

  /** The server reads the oldest answer in the stream. */
  void read() {
    unread.remove().run();
  }

  boolean hasUnread() {
    return !unread.isEmpty();
  }

  /** The thread lets go of its request without an answer. */
  void free() {
    int id = started;
    started = 0;
    listener().freed(id);
  }

  /** The app answers the request that was picked up. */
  void answer(AppTime time) {
    finish(time);
    while (hasUnread()) {
      read();
    }
  }

  /** The app answers with a file. */
  void answerFile() {
    int id = started;
    started = 0;
    try {
      FileChannel nothing = FileChannel.open(Path.of("/dev/null"), StandardOpenOption.READ);
      listener().file(id, OK, new FileBody(nothing, 0, 0), QUICK);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void pickUpAndAnswer(AppTime time) {
    pickUp();
    answer(time);
  }

  void begin() {
    listener().begin(started, OK);
  }

  void piece(String text) {
    listener().piece(started, Unpooled.copiedBuffer(text, ISO_8859_1));
  }

  void end() {
    int id = started;
    started = 0;
    listener().end(id, QUICK);
  }

  void fail() {
    int id = started;
    started = 0;
    listener().failed(id, "boom", "Traceback", QUICK);
  }

  /** The worker ends, and with it the thread. */
  void die() {
    listener().lost("killed", true);
  }

  /** The server cuts the stream, and the thread lives. */
  void breakOff() {
    listener().lost("broken", false);
  }

  int waitingInInbox() {
    return inbox.size();
  }

  boolean hasWork() {
    return !inbox.isEmpty() || started != 0;
  }

  boolean isRunning() {
    return started != 0;
  }

  /** What comes of every request that is sent from now on. */
  void sendingEndsIn(SendResult outcome) {
    result = outcome;
  }

  /** Is told of every request that is sent. */
  void onSend(IntConsumer action) {
    onSend = action;
  }

  /** The request whose client has left, as the thread can see it. */
  int left() {
    return left;
  }

  /** The thread sees that, and stops the app. */
  void stop() {
    int id = started;
    started = 0;
    listener().left(id, QUICK);
  }

  boolean paused() {
    return paused;
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
    if (result == SendResult.Plain.SENT) {
      onSend.accept(requestId);
      inbox.addLast(requestId);
    }
    return result;
  }

  @Override
  public int takeBack() {
    return inbox.isEmpty() ? 0 : inbox.removeFirst();
  }

  @Override
  public int started() {
    return started;
  }

  @Override
  public int lastStarted() {
    return lastStarted;
  }

  @Override
  public long startedAt() {
    return startedAt;
  }

  @Override
  public void noteClientLeft(int requestId) {
    left = requestId;
  }

  @Override
  public void pause() {
    paused = true;
  }

  @Override
  public void resume() {
    paused = false;
  }

  private SlotListener listener() {
    if (listener == null) {
      throw new AssertionError("nobody listens to slot " + index);
    }
    return listener;
  }
}
