package dev.junicorn.http;

import dev.junicorn.event.EventSink;
import dev.junicorn.event.Reason;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.exchange.Failure;
import dev.junicorn.exchange.Handler;
import dev.junicorn.exchange.ServerTime;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Listens, and turns what clients send into exchanges for a {@link Handler}.
 *
 * <p>Callable from any thread; everything behind it is confined to the one loop it is given, except
 * for the two threads that write large bodies to disk.
 */
@SuppressWarnings("FutureReturnValueIgnored") // timers and closing listeners have nothing to tell
public final class HttpFrontEnd {

  /** Enough to keep one disk busy while another file waits for its own. */
  private static final int DISK_THREADS = 2;

  /** What was already on its way when a drain began arrives within this time. */
  private static final long DRAIN_TICK_MILLIS = 20;

  /** Clients that connect without end must not keep a draining server from closing its door. */
  private static final int DRAIN_TICKS = 25;

  private final EventLoop loop;
  private final ThreadPoolExecutor disk;
  private final Facilities facilities;
  private final Connections connections = new Connections();
  private final RoomWarning roomWarning;
  private final List<Channel> listeners = new ArrayList<>();
  private final List<UnixSocketFile> socketFiles = new ArrayList<>();

  /** Of sockets that another server listens at as well. */
  private final List<UnixSocketFile> othersFiles = new ArrayList<>();

  private final CompletableFuture<@Nullable Void> drained = new CompletableFuture<>();
  private @Nullable ScheduledFuture<?> sweeping;
  private boolean leaving;

  /**
   * @param loop an epoll event loop, which does everything
   * @param handler takes every whole request, on that loop
   * @param clock for {@code Date}
   */
  public HttpFrontEnd(
      EventLoop loop,
      HttpSettings settings,
      Handler handler,
      EventSink events,
      ServerTime time,
      InstantSource clock) {
    this.loop = loop;
    this.disk = diskExecutor();
    this.facilities =
        new Facilities(
            settings,
            handler,
            events,
            time,
            disk,
            new HeadParser(
                settings.trustedPeers().writePorts(), new RequestIds(settings.requestIds())),
            new AnswerWriter(new ResponseEncoder(new DateField(clock))),
            new Budget(Bounds.UNREAD),
            new Budget(Bounds.INLINE_BODIES),
            new Budget(uploadSpools(settings)),
            new Budget(Bounds.ANSWERS_MEMORY),
            new Budget(Bounds.ANSWER_SPOOLS),
            new Budget(Bounds.UNWRITTEN),
            new SpoolTurns(),
            connections);
    this.roomWarning = new RoomWarning(facilities.answerSpools(), events, facilities.awake());
  }

  /**
   * Opens a listening socket. May be called for several; resolves host names and probes socket
   * files on the calling thread, so not from the loop.
   *
   * @return the real address, {@code http://127.0.0.1:8000} or {@code unix:/path}; fails with an
   *     {@link IOException} that says which address and why
   */
  public CompletionStage<String> listen(ListenAddress address) {
    CompletableFuture<String> result = new CompletableFuture<>();
    try {
      new Listener(loop, facilities)
          .open(address)
          .addListener(opened -> onLoop(() -> opened(address, (ChannelFuture) opened, result)));
    } catch (IOException | RuntimeException e) {
      result.completeExceptionally(cannotListen(address, e));
    }
    return result;
  }

  /**
   * Stops gently: takes what already waits in the kernel's backlog, stops listening, and closes
   * every connection after the answer it is owed.
   *
   * @return completes when the last connection has ended
   */
  public CompletionStage<@Nullable Void> drain() {
    onLoop(this::startDraining);
    return drained.minimalCompletionStage();
  }

  /** How many clients are connected. On the loop. */
  public FrontLoad load() {
    return new FrontLoad(connections.size(), connections.accepted());
  }

  /**
   * The descriptors of the listening sockets, in the order in which they were opened. They stay
   * this object's.
   */
  public CompletionStage<List<Integer>> descriptors() {
    CompletableFuture<List<Integer>> result = new CompletableFuture<>();
    onLoop(() ->
        result.complete(
            listeners.stream().map(listener -> ((UnixChannel) listener).fd().intValue()).toList()));
    return result;
  }

  /**
   * The files of the sockets that another server has handed over are this one's from now on, to be
   * removed at the end. On the loop.
   */
  public void takeFiles() {
    socketFiles.addAll(othersFiles);
    othersFiles.clear();
  }

  /**
   * Leaves the listening sockets, what waits in their backlog, and their files to another process
   * that has them too; closes every connection after the answer it is owed. A connection that has
   * been silent for a while is closed as well, but not at once: its next request may be on its way.
   *
   * @return completes when the last connection has ended
   */
  public CompletionStage<@Nullable Void> leave() {
    onLoop(() -> {
      leaving = true;
      connections.startDraining();
      socketFiles.clear();
      stopListening();
      loop.schedule(
          () -> {
            leaving = false;
            endWhenEmpty();
          },
          Bounds.LEAVE_PATIENCE.toMillis(),
          TimeUnit.MILLISECONDS);
    });
    return drained.minimalCompletionStage();
  }

  /**
   * Stops at once: what has no answer yet gets this one. Then a stop that was gentle is complete
   * when the last connection has ended, and waits for nothing else.
   */
  public void closeNow(Failure failure) {
    onLoop(() -> {
      connections.startDraining();
      stopListening();
      connections.closeNow(failure);
      connections.whenEmpty(this::finish);
    });
  }

  /** Ends what {@link #closeNow} has left, whatever its clients are still to get. */
  public void cut() {
    onLoop(connections::close);
  }

  /** Ends its threads; for one that could not listen, or has been closed. */
  public void endThreads() {
    disk.shutdown();
  }

  private void opened(
      ListenAddress address, ChannelFuture opened, CompletableFuture<String> result) {
    if (!opened.isSuccess()) {
      result.completeExceptionally(
          ListenFailure.isInUse(opened.cause())
              ? ownAddress(address)
                  .map(own -> new IOException(ListenFailure.explainOurOwn(own), opened.cause()))
                  .orElseGet(() -> cannotListen(address, opened.cause()))
              : cannotListen(address, opened.cause()));
      return;
    }
    if (connections.isDraining()) {
      opened.channel().close();
      result.completeExceptionally(cannotListen(address, new IOException("it is to stop")));
      return;
    }
    listeners.add(opened.channel());
    // Later, for what accepts and pauses is put in by a task of the loop as well, and comes first.
    loop.execute(() -> opened.channel().pipeline().addLast(new AcceptFailures(facilities)));
    try {
      rememberFile(address);
    } catch (IOException e) {
      facilities
          .events()
          .publish(new ServerEvent.Warned("The socket file has gone: " + Reason.of(e)));
    }
    startSweeping();
    result.complete(Listener.describe(opened.channel()));
  }

  /** The listening socket of this front end that has every address of the port. */
  private Optional<InetSocketAddress> ownAddress(ListenAddress wanted) {
    return listeners.stream()
        .map(Channel::localAddress)
        .filter(InetSocketAddress.class::isInstance)
        .map(InetSocketAddress.class::cast)
        .filter(own ->
            wanted instanceof ListenAddress.Tcp tcp
                && tcp.port() == own.getPort()
                && own.getAddress().isAnyLocalAddress())
        .findFirst();
  }

  private void rememberFile(ListenAddress address) throws IOException {
    if (address instanceof ListenAddress.Unix unix) {
      socketFiles.add(UnixSocketFile.of(unix.path()));
    } else if (address instanceof ListenAddress.Inherited inherited
        && inherited.file().isPresent()) {
      othersFiles.add(UnixSocketFile.of(inherited.file().get()));
    }
  }

  private void startSweeping() {
    if (sweeping == null) {
      sweeping = loop.scheduleWithFixedDelay(this::sweep, 1, 1, TimeUnit.SECONDS);
    }
  }

  /** One that throws would be the last: no client would be held to a time any more. */
  private void sweep() {
    try {
      sweep(facilities.awake());
    } catch (RuntimeException e) {
      facilities
          .events()
          .publish(new ServerEvent.Warned("A look at the clients failed, please report it: " + e));
    }
  }

  private void sweep(long now) {
    connections.sweep(now);
    if (connections.isDraining() && !leaving) {
      connections.closeIdle(now);
    }
    roomWarning.sweep(now);
  }

  private void startDraining() {
    connections.startDraining();
    closeWhenQuiet(-1, DRAIN_TICKS);
  }

  /** Goes on accepting while connections still come out of the backlog. */
  private void closeWhenQuiet(long acceptedBefore, int ticks) {
    long accepted = connections.accepted();
    if (accepted != acceptedBefore && ticks > 0) {
      loop.schedule(
          () -> closeWhenQuiet(accepted, ticks - 1), DRAIN_TICK_MILLIS, TimeUnit.MILLISECONDS);
      return;
    }
    stopListening();
    endWhenEmpty();
  }

  private void endWhenEmpty() {
    connections.closeIdle(facilities.awake());
    connections.whenEmpty(this::finish);
  }

  private void stopListening() {
    listeners.forEach(Channel::close);
    listeners.clear();
    for (UnixSocketFile file : socketFiles) {
      try {
        file.remove();
      } catch (IOException e) {
        facilities
            .events()
            .publish(new ServerEvent.Warned("A socket file remains: " + Reason.of(e)));
      }
    }
    socketFiles.clear();
  }

  /** Perhaps more than once: what ends at once may have been ending gently. */
  private void finish() {
    if (sweeping != null) {
      sweeping.cancel(false);
    }
    disk.shutdown();
    drained.complete(null);
  }

  private void onLoop(Runnable action) {
    if (loop.inEventLoop()) {
      action.run();
    } else {
      loop.execute(action);
    }
  }

  private static IOException cannotListen(ListenAddress address, Throwable cause) {
    return new IOException(ListenFailure.explain(address, cause), cause);
  }

  /**
   * Its threads are there from the start: the loop cannot do without when the system lets none be
   * started. Who is late, when it was shut down, still has a file to close, and does that himself.
   */
  private static ThreadPoolExecutor diskExecutor() {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            DISK_THREADS,
            DISK_THREADS,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> Thread.ofPlatform().daemon().name("junicorn-spool").unstarted(task),
            (task, full) -> task.run());
    executor.prestartAllCoreThreads();
    return executor;
  }

  private static long uploadSpools(HttpSettings settings) {
    long largest = settings.maxRequestBody() == 0 ? Long.MAX_VALUE : settings.maxRequestBody();
    return Math.max(Bounds.UPLOAD_SPOOLS, largest);
  }
}
