package dev.junicorn.metrics;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;

/**
 * UDP to one address, which is looked up once, as gunicorn does. Nobody listening there is no
 * error: StatsD may come later.
 */
final class UdpDatagrams implements StatsdSink.Datagrams {

  private final DatagramChannel channel;
  private final InetSocketAddress address;

  private UdpDatagrams(DatagramChannel channel, InetSocketAddress address) {
    this.channel = channel;
    this.address = address;
  }

  /**
   * Opens a socket. Looks up the host: may block.
   *
   * @throws IOException if the host is not known
   */
  static UdpDatagrams open(String host, int port) throws IOException {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new IOException("the host " + host + " is not known");
    }
    DatagramChannel channel = DatagramChannel.open();
    channel.configureBlocking(false);
    return new UdpDatagrams(channel, address);
  }

  @Override
  public void send(String lines) throws IOException {
    if (channel.send(StandardCharsets.UTF_8.encode(lines), address) == 0) {
      throw new IOException("the socket's buffer is full");
    }
  }
}
