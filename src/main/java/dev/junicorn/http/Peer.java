package dev.junicorn.http;

import dev.junicorn.exchange.Endpoints;
import dev.junicorn.exchange.Tunnel;
import io.netty.channel.Channel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.DomainSocketChannel;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end; found out once per connection.
 *
 * @param endpoints both ends as WSGI names them
 * @param trusted whether its word about the scheme counts
 */
record Peer(Endpoints endpoints, boolean trusted) {

  static Peer of(Channel channel, TrustedPeers trustedPeers) {
    SocketAddress remote = channel.remoteAddress();
    SocketAddress local = channel.localAddress();
    if (remote instanceof InetSocketAddress client && local instanceof InetSocketAddress server) {
      return new Peer(
          new Endpoints(
              host(client),
              Integer.toString(client.getPort()),
              host(server),
              Integer.toString(server.getPort())),
          trustedPeers.include(client.getAddress()));
    }
    String path = local instanceof DomainSocketAddress unix ? unix.path() : "";
    boolean trusted = channel instanceof DomainSocketChannel || trustedPeers.include(null);
    return new Peer(new Endpoints("", "", Tunnel.of(path), ""), trusted);
  }

  /**
   * The address in its short form (RFC 5952), without the zone that Java adds to link-local ones.
   */
  static String host(InetSocketAddress socket) {
    @Nullable InetAddress address = socket.getAddress();
    return address == null ? socket.getHostString() : NetUtil.toAddressString(address);
  }
}
