package dev.junicorn.server;

import dev.junicorn.plan.Bind;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.DomainSocketReadMode;
import io.netty.channel.unix.FileDescriptor;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The new server's side of a {@link Handover}: receives the listening sockets of the server that
 * started this one, and tells it when this one is ready.
 *
 * <p>Its state is confined to the loop until {@link #receive} has completed, and does not change
 * afterwards.
 */
final class Takeover {

  private final Optional<Path> socket;
  private final List<String> binds;
  private final List<Integer> descriptors = new ArrayList<>();
  private @Nullable Channel channel;

  private Takeover(Optional<Path> socket, List<String> binds) {
    this.socket = socket;
    this.binds = binds;
  }

  /** What the environment says: a server to follow, or none. */
  static Takeover of(Map<String, String> environment) {
    String socket = environment.getOrDefault(Handover.SOCKET_VARIABLE, "");
    String binds = environment.getOrDefault(Handover.BINDS_VARIABLE, "");
    return socket.isEmpty()
        ? new Takeover(Optional.empty(), List.of())
        : new Takeover(Optional.of(Path.of(socket)), List.of(binds.split("\n", -1)));
  }

  /** Whether another server's sockets are taken over. */
  boolean isWanted() {
    return socket.isPresent();
  }

  /** Gets the sockets, if there is somebody to get them from. */
  CompletionStage<@Nullable Void> receive(EventLoop loop) {
    CompletableFuture<@Nullable Void> received = new CompletableFuture<>();
    if (socket.isEmpty()) {
      received.complete(null);
      return received;
    }
    new Bootstrap()
        .group(loop)
        .channel(EpollDomainSocketChannel.class)
        .option(EpollChannelOption.DOMAIN_SOCKET_READ_MODE, DomainSocketReadMode.FILE_DESCRIPTORS)
        .handler(new Receiver(received))
        .connect(new DomainSocketAddress(socket.get().toFile()))
        .addListener(connected -> {
          if (!connected.isSuccess()) {
            received.completeExceptionally(reason(connected.cause()));
          }
        });
    return received;
  }

  /** Told to stop, or killed, it may be gone before this server has come so far. */
  private static Throwable reason(Throwable failure) {
    boolean isGone =
        failure instanceof FileNotFoundException || failure instanceof ConnectException;
    return isGone ? new IOException("it has ended", failure) : failure;
  }

  /** The socket that was handed over for an address. */
  OptionalInt descriptor(Bind bind) {
    int index = binds.indexOf(bind.toString());
    return index < 0 || index >= descriptors.size()
        ? OptionalInt.empty()
        : OptionalInt.of(descriptors.get(index));
  }

  /** Requests are answered here from now on: the other server may go. */
  void ready() {
    if (channel != null) {
      channel.writeAndFlush(
          Unpooled.copiedBuffer(Handover.READY + "\n", StandardCharsets.US_ASCII));
    }
  }

  /** Collects as many descriptors as there are addresses. */
  private final class Receiver extends SimpleChannelInboundHandler<FileDescriptor> {

    private final CompletableFuture<@Nullable Void> received;

    Receiver(CompletableFuture<@Nullable Void> received) {
      this.received = received;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      channel = context.channel();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FileDescriptor descriptor) {
      descriptors.add(descriptor.intValue());
      if (descriptors.size() == binds.size()) {
        received.complete(null);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      received.completeExceptionally(new IOException("it ended, or is not our parent"));
    }
  }
}
