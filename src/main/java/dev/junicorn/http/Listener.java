package dev.junicorn.http;

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
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Opens listening sockets whose connections live on the one loop. */
final class Listener {

  private static final WriteBufferWaterMark WATER_MARKS =
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
        UnixSocketFile.replaceStale(unix.path());
        yield unix()
            .option(ChannelOption.SO_BACKLOG, unix.backlog())
            .bind(new DomainSocketAddress(unix.path().toFile()));
      }
      case ListenAddress.Inherited inherited ->
          InheritedSocket.isUnix(inherited.fd())
              ? bootstrap()
                  .channelFactory(() -> new EpollServerDomainSocketChannel(inherited.fd()))
                  .register()
              : forTcp(bootstrap())
                  .channelFactory(() -> new EpollServerSocketChannel(inherited.fd()))
                  .register();
    };
  }

  /** The address a socket really has, as the server prints it. */
  static String describe(Channel channel) {
    SocketAddress local = channel.localAddress();
    if (local instanceof InetSocketAddress inet) {
      return new ListenAddress.Tcp(Peer.host(inet), inet.getPort(), 0).toString();
    }
    return local instanceof DomainSocketAddress unix ? "unix:" + unix.path() : "unix:";
  }

  /** An IPv4 address listens on IPv4 alone, {@code 0.0.0.0} too; no address at all on both. */
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

  private ServerBootstrap unix() {
    return bootstrap().channel(EpollServerDomainSocketChannel.class);
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
                if (facilities.settings().isFull(facilities.connections().size())) {
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
      throw new IOException("no such host: " + tcp.host());
    }
    return address;
  }
}
