package dev.junicorn.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where a front end listens, and what it says where it cannot. */
class ListeningTest {

  @BeforeAll
  static void loadWhatMakesSockets() {
    Epoll.ensureAvailability();
  }

  @TempDir private Path folder;

  @Test
  void listensAtAUnixSocketAndRemovesItAtTheEnd() throws Exception {
    Path path = folder.resolve("s.sock");
    stale(path);
    try (TestServer server = new TestServer(TestServer.settings(), Hello::answer)) {
      assertThat(server.listen(new ListenAddress.Unix(path, 10))).isEqualTo("unix:" + path);
      assertThat(talkUnix(path)).endsWith("hello /a");
      assertThatThrownBy(() -> server.listen(new ListenAddress.Unix(path, 10)))
          .hasMessageEndingWith(
              "Exception: another server listens there. Stop it (ss -lxp shows it), or choose another path.");
    }
    assertThat(path).doesNotExist();
  }

  /** A server that was stopped (SIGSTOP) takes nobody out of it, and a start beside it must end. */
  @Test
  @Timeout(60)
  void doesNotWaitForAServerWhoseBacklogIsFull() throws Exception {
    Path path = folder.resolve("s.sock");
    List<SocketChannel> clients = new ArrayList<>();
    try (ServerSocketChannel stopped = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      stopped.bind(UnixDomainSocketAddress.of(path), 1);
      boolean isTaken = true;
      while (isTaken) {
        SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
        clients.add(client);
        isTaken = isTaken(client, path);
      }
      assertThatThrownBy(() -> UnixSocketFile.replaceStale(path))
          .hasMessageStartingWith("another server listens there");
    } finally {
      for (SocketChannel client : clients) {
        client.close();
      }
    }
  }

  private static boolean isTaken(SocketChannel client, Path path) throws IOException {
    client.configureBlocking(false);
    try {
      return client.connect(UnixDomainSocketAddress.of(path));
    } catch (SocketException e) {
      return false; // there is no more room
    }
  }

  private static void stale(Path path) throws IOException {
    try (ServerSocketChannel old = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      old.bind(UnixDomainSocketAddress.of(path));
    }
  }

  private static String talkUnix(Path path) throws IOException {
    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      client.write(ByteBuffer.wrap(Wire.bytes(Hello.GET)));
      client.shutdownOutput();
      ByteBuffer answer = ByteBuffer.allocate(4096);
      while (client.read(answer) >= 0) {
        // reads to the end
      }
      return Wire.text(Arrays.copyOf(answer.array(), answer.position()));
    }
  }

  @Test
  void listensAtAnInheritedSocket() throws Exception {
    // Its descriptor goes to the server, so the test does not close it again.
    io.netty.channel.unix.Socket inherited = io.netty.channel.unix.Socket.newSocketStream();
    inherited.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    inherited.listen(16);
    int port = inherited.localAddress().getPort();
    try (TestServer server = new TestServer(TestServer.settings(), Hello::answer)) {
      assertThat(server.listen(new ListenAddress.Inherited(inherited.intValue(), 16)))
          .isEqualTo("http://127.0.0.1:" + port);
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.getOutputStream().write(Wire.bytes(Hello.GET));
        TestServer.readUntil(socket.getInputStream(), "hello /a");
      }
      assertThatThrownBy(() -> server.listen(new ListenAddress.Inherited(9999, 16)))
          .hasMessageContaining("descriptor 9999 is not open");
    }
  }

  /** Whoever opened it may have left to the server to listen, as gunicorn does. */
  @Test
  void listensAtAnInheritedSocketThatIsOnlyBound() throws Exception {
    io.netty.channel.unix.Socket bound = io.netty.channel.unix.Socket.newSocketDomain();
    Path path = folder.resolve("s");
    bound.bind(new DomainSocketAddress(path.toFile()));
    try (TestServer server = new TestServer(TestServer.settings(), Hello::answer)) {
      server.listen(new ListenAddress.Inherited(bound.intValue(), 16));
      try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
        assertThat(client.isConnected()).isTrue();
      }
    }
  }

  @Test
  void refusesAnInheritedSocketForDatagrams() throws Exception {
    io.netty.channel.unix.Socket datagrams = io.netty.channel.unix.Socket.newSocketDomainDgram();
    try (TestServer server = new TestServer(TestServer.settings(), Hello::answer)) {
      assertThatThrownBy(() -> server.listen(new ListenAddress.Inherited(datagrams.intValue(), 16)))
          .hasMessageContaining("socket for datagrams");
    } finally {
      datagrams.close();
    }
  }

  @Test
  void refusesAFileThatIsNoSocket() throws Exception {
    Path path = Files.writeString(folder.resolve("precious"), "data");
    try (TestServer server = new TestServer(TestServer.settings(), Hello::answer)) {
      assertThatThrownBy(() -> server.listen(new ListenAddress.Unix(path, 10)))
          .hasMessageContaining("not a socket");
      assertThat(path).hasContent("data");
    }
  }

  /** Whoever asked for it asked too late: nobody would close it again. */
  @Test
  void doesNotListenOnceItStops() throws Exception {
    try (TestServer server = TestServer.start(Hello::answer)) {
      server.drain();
      assertThatThrownBy(() -> server.listen(new ListenAddress.Tcp("127.0.0.1", 0, 10)))
          .hasMessageContaining("it is to stop");
      assertThat(server.frontEnd.descriptors().toCompletableFuture().get()).isEmpty();
    }
  }

  @Test
  void saysThatAnAddressIsTakenAndWhatToDo() throws Exception {
    try (TestServer server = TestServer.start(Hello::answer)) {
      assertThatThrownBy(() -> server.listen(new ListenAddress.Tcp("127.0.0.1", server.port(), 10)))
          .hasMessageContaining("the address is in use")
          .hasMessageContaining("ss -ltnp");
    }
  }

  @Test
  void saysWhatIsWrongWithAnAddress() throws Exception {
    try (TestServer server = new TestServer(TestServer.settings(), Hello::answer)) {
      int port = URI.create(server.listen(new ListenAddress.Tcp("::", 0, 16))).getPort();
      assertThatThrownBy(() -> server.listen(new ListenAddress.Tcp("0.0.0.0", port, 16)))
          .hasMessageContaining("this server listens there already: http://[");
      assertThatThrownBy(() -> server.listen(new ListenAddress.Tcp("fe80::1", 0, 16)))
          .hasMessageContaining("[fe80::1%eth0]");
      assertThatThrownBy(
              () -> server.listen(new ListenAddress.Unix(Path.of("/tmp/" + "x".repeat(120)), 16)))
          .hasMessageContaining("125 bytes, and the system allows 107");
      assertThatThrownBy(
              () -> server.listen(new ListenAddress.Unix(Path.of("/no/such/folder/s"), 16)))
          .hasMessageContaining("its folder does not exist");
    }
  }
}
