package dev.junicorn.metrics;

import dev.junicorn.posix.TaskLimit;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * UDP to one host. It is looked up at the start and again every minute, on a thread of its own: a
 * host that is not known yet, or moves, is found when it is there. Nobody listening is no error
 * either: StatsD may come later.
 */
final class UdpDatagrams implements StatsdSink.Datagrams {

  /** A query a minute is nothing to a name server, and a minute without metrics a small gap. */
  static final Duration LOOKED_UP_EVERY = Duration.ofMinutes(1);

  private final DatagramChannel channel;
  private final Supplier<InetSocketAddress> lookup;
  private final LongSupplier nanoTime;
  private volatile @Nullable InetSocketAddress address;
  private long nextLookup;

  /**
   * Opens a socket and looks up the host: may block.
   *
   * @param lookup the address now, unresolved where the host is not known; may block
   * @throws IOException if there is no socket to be had
   */
  UdpDatagrams(Supplier<InetSocketAddress> lookup, LongSupplier nanoTime) throws IOException {
    this.channel = DatagramChannel.open();
    channel.configureBlocking(false);
    this.lookup = lookup;
    this.nanoTime = nanoTime;
    lookUp();
    nextLookup = nanoTime.getAsLong() + LOOKED_UP_EVERY.toNanos();
  }

  static UdpDatagrams to(String host, int port, LongSupplier nanoTime) throws IOException {
    return new UdpDatagrams(() -> new InetSocketAddress(host, port), nanoTime);
  }

  /** Whether the host was found. Any thread. */
  boolean isKnown() {
    return address != null;
  }

  @Override
  public void send(String lines) throws IOException {
    long now = nanoTime.getAsLong();
    if (now - nextLookup >= 0) {
      nextLookup = now + LOOKED_UP_EVERY.toNanos();
      TaskLimit.start(
          Thread.ofPlatform().daemon().name("junicorn-statsd-lookup").unstarted(this::lookUp));
    }
    InetSocketAddress known = address;
    if (known == null) {
      throw new IOException("the host is not known");
    }
    if (channel.send(StandardCharsets.UTF_8.encode(lines), known) == 0) {
      throw new IOException("the socket's buffer is full");
    }
  }

  /** What was known stays so where it is not found now. */
  private void lookUp() {
    InetSocketAddress found = lookup.get();
    if (!found.isUnresolved()) {
      address = found;
    }
  }
}
