package dev.junicorn.dispatch;

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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A slot whose thread is the test: it picks requests up when told so. */
final class FakeSlotChannel implements SlotChannel {

  static final AppTime QUICK = new AppTime(100_000, 90_000, 0);
  static final AppTime BLOCKED = new AppTime(100_000_000, 90_000, 0);
  private static final ResponseHead OK = new ResponseHead(200, "OK", List.of());

  private final int index;
  private final Deque<Integer> inbox = new ArrayDeque<>();
  private @Nullable SlotListener listener;
  private int started;
  private int lastStarted;
  private long startedAt;
  private boolean paused;
  private int left;

  FakeSlotChannel(int index) {
    this.index = index;
  }

  /** The thread takes its next request and calls the app. */
  int pickUp() {
    started = inbox.isEmpty() ? 0 : inbox.removeFirst();
    lastStarted = started == 0 ? lastStarted : started;
    return started;
  }

  /** The same, and notes the time on its scoreboard. */
  int pickUp(long now) {
    startedAt = now;
    return pickUp();
  }

  /** The thread takes its next request and does not get to call the app. */
  void receive() {
    inbox.removeFirst();
  }

  /** The app call is over, and its answer has not arrived. */
  void leaveScoreboard() {
    started = 0;
  }

  /** The thread lets go of its request without an answer. */
  void free() {
    int id = started;
    started = 0;
    listener().freed(id);
  }

  /** The app answers the request that was picked up. */
  void answer(AppTime time) {
    int id = started;
    started = 0;
    listener().whole(id, OK, Unpooled.copiedBuffer("done", StandardCharsets.ISO_8859_1), time);
  }

  /** The answer to a request arrives that the thread has long left. */
  void answerAtLast(int id) {
    listener().whole(id, OK, Unpooled.copiedBuffer("late", StandardCharsets.ISO_8859_1), QUICK);
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
    listener().piece(started, Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
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
  public boolean send(int requestId, RequestHead head, RequestBody body) {
    inbox.addLast(requestId);
    return true;
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
