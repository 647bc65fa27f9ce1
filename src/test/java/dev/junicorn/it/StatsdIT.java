package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same names as from gunicorn, which is started beside to compare. */
class StatsdIT {

  private static final Path HELLO = Junicorn.APPS.resolve("hello");

  @RegisterExtension final Servers servers = new Servers();

  @Test
  void theNamesAndTypesAreGunicorns() throws Exception {
    try (DatagramSocket theirs = socket();
        DatagramSocket ours = socket();
        OtherServer gunicorn =
            OtherServer.start(
                HELLO,
                "gunicorn",
                "--workers=2",
                "--bind=127.0.0.1:PORT",
                "--statsd-host=127.0.0.1:" + theirs.getLocalPort(),
                "--statsd-prefix=shop",
                "app:app")) {
      Junicorn server =
          servers.serve(
              "hello",
              "--workers",
              "2",
              "--statsd-host",
              "127.0.0.1:" + ours.getLocalPort(),
              "--statsd-prefix",
              "shop");
      for (String path : List.of("/", "/nowhere")) {
        new Web(gunicorn.url("")).get(path);
        server.web().get(path);
      }
      Set<String> both = Set.of("shop.gunicorn.request.status.404|c", "shop.gunicorn.workers|g");
      Set<String> expected = awaitKinds(theirs, both);
      assertThat(expected).contains("shop.gunicorn.requests|c");
      awaitKinds(ours, expected);
    }
  }

  /** As with gunicorn: metrics are no reason not to serve. */
  @Test
  void aHostThatIsNotKnownIsWarnedOfAndTheAppServed() {
    Junicorn server = servers.serve("hello", "--statsd-host", "nosuch.invalid:1");
    assertThat(server.web().get("/").statusCode()).isEqualTo(200);
    server.awaitLine("\\[WARNING\\] The host of --statsd-host nosuch.invalid:1 .* is not known");
  }

  /** Names with types, until all of those that are expected have come. */
  private static Set<String> awaitKinds(DatagramSocket socket, Set<String> expected) {
    Set<String> kinds = new TreeSet<>();
    Await.until(
        "metrics: " + expected,
        () -> {
          receive(socket).lines().map(StatsdIT::kind).forEach(kinds::add);
          return kinds.containsAll(expected);
        });
    return kinds;
  }

  private static String kind(String line) {
    String[] parts = line.split("[:|]", -1);
    return parts[0] + "|" + parts[2];
  }

  private static String receive(DatagramSocket socket) throws Exception {
    DatagramPacket packet = new DatagramPacket(new byte[65536], 65536);
    socket.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
  }

  private static DatagramSocket socket() throws Exception {
    DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    socket.setSoTimeout((int) Await.PATIENCE.toMillis());
    return socket;
  }
}
