package dev.junicorn.http;

import dev.junicorn.posix.Descriptors;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;

/** Opens listening sockets whose connections live on the one loop. */
final class Listener {

  static final WriteBufferWaterMark WATER_MARKS =
      new WriteBufferWaterMark(Bounds.ANSWER_MEMORY_LOW, Bounds.ANSWER_MEMORY);

  private final EventLoop loop;
  private final Facilities facilities;

  Listener(EventLoop loop, Facilities facilities) {
    this.loop = loop;
    this.facilities = facilities;
  }

  /**
   * Begins to listen.
   *
   * @throws IOException if the address cannot be right, before the kernel was asked
   */
  ChannelFuture open(ListenAddress address) throws IOException {
    return switch (address) {
      case ListenAddress.Tcp tcp -> open(resolve(tcp), tcp.backlog());
      case ListenAddress.Unix unix -> {
        UnixSocketFile.refuseLongPath(unix.path());
        UnixSocketFile.replaceStale(unix.path());
        yield unix(bound(unix));
      }
      case ListenAddress.Inherited inherited -> {
        boolean isUnix = InheritedSocket.isUnix(inherited.fd());
        InheritedSocket.listen(inherited.fd(), inherited.backlog());
        // systemd gives sockets that block, unless told otherwise (NonBlocking=).
        Descriptors.makeNonBlocking(inherited.fd());
        yield isUnix
            ? unix(inherited.fd())
            : forTcp(bootstrap())
                .channelFactory(() -> new EpollServerSocketChannel(inherited.fd()))
                .register();
      }
    };
  }

  /** The address a socket really has, as the server prints it. */
  static String describe(Channel channel) {
    if (channel.localAddress() instanceof InetSocketAddress inet) {
      return new ListenAddress.Tcp(Peer.host(inet), inet.getPort(), 0).toString();
    }
    // The channel knows the name only where it has bound the socket itself.
    FileDescriptor descriptor = ((UnixChannel) channel).fd();
    DomainSocketAddress local = new Socket(descriptor.intValue()).localDomainSocketAddress();
    return local == null ? "unix:" : "unix:" + local.path();
  }

  /** An IPv4 address listens on IPv4 alone, so does none at all; {@code [::]} listens on both. */
  private ChannelFuture open(InetSocketAddress address, int backlog) {
    ServerBootstrap tcp =
        forTcp(bootstrap())
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, backlog);
    return address.getAddress() instanceof Inet4Address
        ? tcp.channelFactory(() -> new EpollServerSocketChannel(SocketProtocolFamily.INET))
            .bind(address)
        : tcp.channel(EpollServerSocketChannel.class).bind(address);
  }

  private ChannelFuture unix(int fd) {
    return bootstrap()
        .channelFactory(() -> new EpollServerDomainSocketChannel(fd, true))
        .register();
  }

  /** A channel that binds by itself removes the file when it closes, even if it handed it over. */
  private static int bound(ListenAddress.Unix unix) throws IOException {
    Socket socket = Socket.newSocketDomain();
    try {
      socket.bind(new DomainSocketAddress(unix.path().toFile()));
      UnixSocketFile.openToAll(unix.path());
      socket.listen(unix.backlog());
      return socket.intValue();
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static ServerBootstrap forTcp(ServerBootstrap bootstrap) {
    return bootstrap
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, Bounds.KERNEL_UNSENT);
  }

  private ServerBootstrap bootstrap() {
    return new ServerBootstrap()
        .group(loop, loop)
        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARKS)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel child) {
                if (facilities.settings().isFull(facilities.connections().size())
                    && !facilities.connections().closeLongestIdle()) {
                  child.close();
                  return;
                }
                child.pipeline().addLast(new ClientConnection(facilities, child));
              }
            });
  }

  private static InetSocketAddress resolve(ListenAddress.Tcp tcp) throws IOException {
    InetSocketAddress address =
        tcp.host().isEmpty()
            ? new InetSocketAddress(tcp.port())
            : new InetSocketAddress(tcp.host(), tcp.port());
    if (address.isUnresolved()) {
      throw new IOException(
          "no such host: %s. Name an address of this machine; 0.0.0.0 means all of them."
              .formatted(tcp.host()));
    }
    return address;
  }
}
