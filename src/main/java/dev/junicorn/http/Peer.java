package dev.junicorn.http;

import dev.junicorn.exchange.Endpoints;
import dev.junicorn.exchange.Header;
import io.netty.channel.Channel;
import io.netty.channel.unix.DomainSocketChannel;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end; found out once per connection.
 *
 * @param endpoints both ends as WSGI names them; all empty for a Unix socket
 * @param trusted whether its word about the scheme counts
 */
record Peer(Endpoints endpoints, boolean trusted) {

  /** WSGI's server always has a name (PEP 3333); this one is right for whoever asks from here. */
  private static final String NAMELESS = "localhost";

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
    boolean trusted = channel instanceof DomainSocketChannel || trustedPeers.include(null);
    return new Peer(new Endpoints("", "", "", ""), trusted);
  }

  /**
   * Both ends of one request. A Unix socket says nothing about the server, so its client's Host
   * does, as with gunicorn; without a port in it, it is the scheme's own.
   */
  Endpoints endpoints(List<Header> headers, String scheme) {
    if (!endpoints.serverName().isEmpty()) {
      return endpoints;
    }
    String asked = hostOf(headers);
    String name = HostName.host(asked);
    String port = HostName.port(asked);
    return new Endpoints(
        "",
        "",
        name.isEmpty() ? NAMELESS : name,
        !port.isEmpty() ? port : scheme.equals("https") ? "443" : "80");
  }

  private static String hostOf(List<Header> headers) {
    for (Header header : headers) {
      if (header.is("Host")) {
        return header.value();
      }
    }
    return "";
  }

  /**
   * The address in its short form (RFC 5952), without the zone that Java adds to link-local ones.
   */
  static String host(InetSocketAddress socket) {
    @Nullable InetAddress address = socket.getAddress();
    return address == null ? socket.getHostString() : NetUtil.toAddressString(address);
  }
}
