package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Idle connections cost next to nothing. */
class IdleConnectionsIT {

  private static final byte[] REQUEST =
      RawClient.head("GET", "/").getBytes(StandardCharsets.US_ASCII);

  @RegisterExtension final Servers servers = new Servers();

  @Test
  void othersAreServedAsBeforeBesideManyIdleConnections() throws IOException {
    Junicorn server = servers.serve("hello", "--workers=1", "--threads=4", "--keep-alive=600");
    int connections = descriptors() >= 11_000 ? 10_000 : 2_000;
    long before = Proc.kibibytes(server.pid(), "VmRSS");
    List<SocketChannel> idle = new ArrayList<>();
    try {
      for (int i = 0; i < connections; i++) {
        idle.add(served(server.port()));
      }
      assertThat(Sockets.established(server.port())).isGreaterThanOrEqualTo(connections);
      Measured.attempt(() -> {
        List<Duration> times =
            IntStream.range(0, 50).mapToObj(i -> timeOfARequest(server)).toList();
        Measured.check(() ->
            assertThat(times)
                .allSatisfy(time -> assertThat(time).isLessThan(Duration.ofSeconds(1))));
      });
      // 4 KiB each, and what the JVM has grown by anyhow; the bench measures it.
      assertThat(Proc.kibibytes(server.pid(), "VmRSS") - before)
          .isLessThan(4L * connections + 60_000);
      for (SocketChannel connection : idle.subList(0, 100)) {
        request(connection);
      }
    } finally {
      for (SocketChannel connection : idle) {
        connection.close();
      }
    }
    Await.until("they are gone", () -> Sockets.established(server.port()) < 10);
    server.stop();
  }

  /** A connection that has had one request answered. */
  private static SocketChannel served(int port) throws IOException {
    SocketChannel connection =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    request(connection);
    return connection;
  }

  private static void request(SocketChannel connection) throws IOException {
    connection.write(ByteBuffer.wrap(REQUEST));
    ByteBuffer answer = ByteBuffer.allocate(512);
    StringBuilder text = new StringBuilder();
    while (!text.toString().endsWith("hello\n")) {
      assertThat(connection.read(answer.clear())).as("bytes read").isPositive();
      text.append(StandardCharsets.US_ASCII.decode(answer.flip()));
    }
  }

  private static Duration timeOfARequest(Junicorn server) {
    long began = System.nanoTime();
    assertThat(server.web().text("/")).isEqualTo("hello\n");
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** How many descriptors this process may have; the server, its child, inherits the limit. */
  private static long descriptors() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        ? system.getMaxFileDescriptorCount()
        : 0;
  }
}
