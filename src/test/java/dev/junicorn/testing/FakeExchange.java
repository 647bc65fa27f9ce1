package dev.junicorn.testing;

import dev.junicorn.exchange.AppTime;
import dev.junicorn.exchange.ClientWatch;
import dev.junicorn.exchange.Endpoints;
import dev.junicorn.exchange.Exchange;
import dev.junicorn.exchange.Failure;
import dev.junicorn.exchange.FileBody;
import dev.junicorn.exchange.Header;
import dev.junicorn.exchange.RequestBody;
import dev.junicorn.exchange.RequestHead;
import dev.junicorn.exchange.ResponseHead;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An exchange that notes its answer and fails the test if it gets a second one. */
public final class FakeExchange implements Exchange {

  private final RequestHead head;
  private final StringBuilder received = new StringBuilder();
  private @Nullable ClientWatch watch;
  private @Nullable ResponseHead answer;
  private @Nullable Failure failure;
  private boolean ended;
  private boolean aborted;
  private boolean left;
  private boolean present = true;
  private boolean writable = true;
  private int servedBy;
  private AppTime ran = AppTime.NONE;
  private Runnable next = () -> {};

  public FakeExchange(String path) {
    this("GET", path);
  }

  public FakeExchange(String method, String path) {
    this(head(method, path, List.of()));
  }

  public FakeExchange(RequestHead head) {
    this.head = head;
  }

  /** The head of a request as a client sends it. */
  public static RequestHead head(String method, String path, List<Header> headers) {
    return new RequestHead(
        method,
        path,
        path,
        "",
        "HTTP/1.1",
        "http",
        headers,
        new Endpoints("192.0.2.1", "5", "srv", "80"));
  }

  /** Runs when the answer is complete: the client may have pipelined its next request. */
  public void whenEnded(Runnable action) {
    next = action;
  }

  /** The client closes its side of the connection, as far as anybody can see. */
  public void leave() {
    if (watch != null && !left) {
      left = true;
      watch.clientLeft();
    }
  }

  /** The connection ends. */
  public void disconnect() {
    present = false;
    leave();
    if (watch != null && !ended) {
      watch.connectionEnded();
    }
  }

  /** The client takes, or does not take, more of the answer. */
  public void writable(boolean now) {
    writable = now;
    if (now && watch != null) {
      watch.writableAgain();
    }
  }

  /** Whether a whole answer, or a failure, or a cut has ended the exchange. */
  public boolean ended() {
    return ended;
  }

  /** The app's answer was complete. */
  public boolean answered() {
    return ended && answer != null && !aborted;
  }

  public boolean aborted() {
    return aborted;
  }

  /** The status the client saw, 0 if none. */
  public int status() {
    return failure != null && answer == null
        ? failure.status()
        : answer == null ? 0 : answer.status();
  }

  /** Why the app's answer is missing or cut. */
  public Failure failure() {
    return Objects.requireNonNull(failure);
  }

  /** The head of the app's answer. */
  public ResponseHead answer() {
    return Objects.requireNonNull(answer, "there is no answer");
  }

  public String received() {
    return received.toString();
  }

  public int workerPid() {
    return servedBy;
  }

  /** What the app has said of its time. */
  public AppTime appTime() {
    return ran;
  }

  @Override
  public RequestHead head() {
    return head;
  }

  @Override
  public RequestBody body() {
    return new RequestBody.None();
  }

  @Override
  public String id() {
    return "id-of-" + head.path();
  }

  @Override
  public void watch(ClientWatch newWatch) {
    watch = newWatch;
  }

  @Override
  public boolean clientPresent() {
    return present;
  }

  @Override
  public void servedBy(int workerPid) {
    servedBy = workerPid;
  }

  @Override
  public void ran(AppTime time) {
    ran = time;
  }

  @Override
  public void answer(ResponseHead response, ByteBuf body) {
    begin(response);
    write(body);
    end();
  }

  @Override
  public void answer(ResponseHead response, FileBody body) {
    begin(response);
    end();
  }

  @Override
  public void begin(ResponseHead response) {
    requireOpen(answer == null);
    answer = response;
  }

  @Override
  public void write(ByteBuf piece) {
    requireOpen(answer != null);
    received.append(piece.toString(StandardCharsets.ISO_8859_1));
    piece.release();
  }

  @Override
  public boolean isWritable() {
    return writable;
  }

  @Override
  public boolean isKeepingUp() {
    return writable;
  }

  @Override
  public void end() {
    requireOpen(answer != null);
    ended = true;
    next.run();
  }

  @Override
  public void abort(Failure why) {
    requireOpen(answer != null);
    failure = why;
    aborted = true;
    ended = true;
  }

  @Override
  public void fail(Failure why) {
    requireOpen(answer == null);
    failure = why;
    ended = true;
    next.run();
  }

  private void requireOpen(boolean order) {
    if (ended || !order) {
      throw new AssertionError("a second answer, or one out of order, to " + head.path());
    }
  }
}
