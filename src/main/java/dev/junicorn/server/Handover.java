package dev.junicorn.server;

import dev.junicorn.event.Reason;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.http.HttpFrontEnd;
import dev.junicorn.plan.Sourced;
import dev.junicorn.posix.SignalQueue;
import dev.junicorn.worker.ChildProcess;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.PeerCredentials;
import io.netty.handler.codec.LineBasedFrameDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Hands the listening sockets to a new server process, as USR2 asks: the same command is started
 * once more, gets the sockets over a Unix socket, and says when its first worker is ready. Until
 * then, and if it never does, this server serves.
 *
 * <pre>
 *   NONE ──► OPENING ──► STARTED ──► HANDED_OVER
 *    ▲▲│        │ │        │ │
 *    │└┼────────┘ │        │ │
 *    └─┼──────────┼────────┘ │
 *      └──────────┴──────────┴──► ABANDONED
 * </pre>
 *
 * <pre>
 *                   NONE       OPENING            STARTED               HANDED_OVER    ABANDONED
 *   USR2            OPENING    ignored            ignored               ignored        ignored
 *   door is open    –          STARTED            –                     –              closed
 *   cannot start    –          NONE               –                     –              –
 *   it connects     –          –                  gets the sockets      –              –
 *   it is ready     –          –                  HANDED_OVER           –              –
 *   it has ended    –          –                  NONE                  –              –
 *   server stops    ABANDONED  ABANDONED          told to end           names it       –
 * </pre>
 *
 * Confined to the loop, but for {@link #begin} and {@link #abandon}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel that fails to close is gone all the same
final class Handover {

  /** Tells the new process where to connect. */
  static final String SOCKET_VARIABLE = "JUNICORN_HANDOVER";

  /** Tells the new process whose sockets it gets, one address a line, in the order of arrival. */
  static final String BINDS_VARIABLE = "JUNICORN_HANDOVER_BINDS";

  static final String READY = "ready";

  private static final int LONGEST_LINE = 80;

  /** A loop that hangs must not keep the server from stopping. */
  private static final int LOOP_SECONDS = 2;

  private static final int LOOK_MILLIS = 100;

  private enum State {
    NONE,
    /** The socket is opened where the new server will connect. */
    OPENING,
    /** The new server boots. */
    STARTED,
    /** It has the sockets and serves. */
    HANDED_OVER,
    /** This server stops. */
    ABANDONED
  }

  private final Launch launch;
  private final EventLoop loop;
  private final HttpFrontEnd front;
  private final LongConsumer handedOver;
  private State state = State.NONE;
  private @Nullable Channel door;
  private @Nullable Process successor;

  /**
   * @param handedOver hears the new server's pid when that is ready
   */
  Handover(Launch launch, EventLoop loop, HttpFrontEnd front, LongConsumer handedOver) {
    this.launch = launch;
    this.loop = loop;
    this.front = front;
    this.handedOver = handedOver;
  }

  /** Starts a new server, unless one is starting already. Callable from any thread. */
  void begin(String asked) {
    try {
      loop.execute(() -> open(asked));
    } catch (RejectedExecutionException e) {
      // This server has ended.
    }
  }

  /**
   * This server stops: a successor that is not ready would have nothing to take over from, and is
   * told to end. Callable from any thread but the loop; waits for that.
   *
   * @return the successor that has got ready before, which is the service now
   */
  OptionalLong abandon() {
    CompletableFuture<OptionalLong> outcome = new CompletableFuture<>();
    loop.execute(() -> outcome.complete(abandonNow()));
    try {
      return outcome.get(LOOP_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return OptionalLong.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalLong.empty();
    }
  }

  private OptionalLong abandonNow() {
    Process process = successor;
    if (state == State.HANDED_OVER && process != null) {
      return OptionalLong.of(process.pid());
    }
    state = State.ABANDONED;
    closeDoor();
    if (process != null) {
      process.destroy();
    }
    return OptionalLong.empty();
  }

  private void open(String asked) {
    if (launch.pid() == 1) {
      warn(
          asked
              + " is ignored: this server is process 1, with which its container ends."
              + " New code comes in with a reload (SIGHUP, junicorn ctl reload).");
      return;
    }
    switch (state) {
      case NONE -> openDoor(asked);
      case OPENING, STARTED -> warn(asked + " is ignored: another server is taking over already.");
      case HANDED_OVER -> warn(asked + " is ignored: another server has taken over.");
      case ABANDONED -> warn(asked + " is ignored: this server is stopping.");
    }
  }

  private void openDoor(String asked) {
    state = State.OPENING;
    Path path = launch.folder().resolve("handover.sock");
    new ServerBootstrap()
        .group(loop)
        .channel(EpollServerDomainSocketChannel.class)
        .childHandler(new Welcome())
        .bind(new DomainSocketAddress(path.toFile()))
        .addListener((ChannelFuture opened) -> {
          if (state != State.OPENING) {
            opened.channel().close();
          } else if (opened.isSuccess()) {
            door = opened.channel();
            start(path, asked);
          } else {
            failed(Reason.of(opened.cause()));
          }
        });
  }

  private void start(Path path, String asked) {
    try {
      List<String> words = List.of(Files.readString(Path.of("/proc/self/cmdline")).split("\0", -1));
      boolean blocked = SignalQueue.areBlocked(ServerSignal.numbers());
      ProcessBuilder builder =
          new ProcessBuilder(SuccessorCommand.of(launch.environment(), words, blocked)).inheritIO();
      builder.environment().put(SOCKET_VARIABLE, path.toString());
      builder.environment().put(BINDS_VARIABLE, binds());
      Process process = ChildProcess.start(builder);
      successor = process;
      state = State.STARTED;
      launch
          .logs()
          .publish(
              new ServerEvent.Decided(
                  "Handing over ("
                      + asked
                      + "): a new server was started with pid "
                      + process.pid()
                      + "; this one serves until that is ready."));
      seeWhetherItLives(process);
    } catch (IOException e) {
      failed(Reason.of(e));
    }
  }

  private String binds() {
    return launch.plan().listen().binds().stream()
        .map(Sourced::value)
        .map(Object::toString)
        .collect(Collectors.joining("\n"));
  }

  /** Asked again and again: to be told of its end takes a thread, which may not be had then. */
  private void seeWhetherItLives(Process process) {
    if (state != State.STARTED) {
      return;
    }
    if (process.isAlive()) {
      loop.schedule(() -> seeWhetherItLives(process), LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      failed(
          "the new server (pid "
              + process.pid()
              + ") ended with exit code "
              + process.exitValue()
              + " before it was ready; what it said is in its log");
    }
  }

  private void failed(String why) {
    warn("No handover: " + why + ". This server keeps serving.");
    successor = null;
    state = State.NONE;
    closeDoor();
  }

  private void closeDoor() {
    if (door != null) {
      door.close();
      door = null;
    }
  }

  private void ready(long pid) {
    if (state == State.STARTED) {
      state = State.HANDED_OVER;
      handedOver.accept(pid);
    }
  }

  private void warn(String sentence) {
    launch.logs().publish(new ServerEvent.Warned(sentence));
  }

  /** Meets who connects; only the process that was started gets anything. */
  private final class Welcome extends ChannelInitializer<EpollDomainSocketChannel> {

    @Override
    protected void initChannel(EpollDomainSocketChannel client) throws IOException {
      PeerCredentials peer = client.peerCredentials();
      Process expected = successor;
      if (state != State.STARTED || expected == null || peer.pid() != expected.pid()) {
        client.close();
        return;
      }
      client.pipeline().addLast(new LineBasedFrameDecoder(LONGEST_LINE), new Conversation());
      // Only after this method is the channel one that sends.
      loop.execute(() -> front.descriptors().thenAccept(descriptors -> send(client, descriptors)));
    }

    /** A server that does not listen yet has nothing to hand over. */
    private void send(Channel client, List<Integer> descriptors) {
      if (descriptors.isEmpty()) {
        client.close();
        return;
      }
      descriptors.forEach(descriptor -> client.write(new FileDescriptor(descriptor)));
      client.flush();
    }
  }

  /** Waits for the word. */
  private final class Conversation extends SimpleChannelInboundHandler<ByteBuf> {

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf line) {
      Process process = successor;
      if (process != null && line.toString(StandardCharsets.US_ASCII).equals(READY)) {
        ready(process.pid());
      }
    }
  }
}
