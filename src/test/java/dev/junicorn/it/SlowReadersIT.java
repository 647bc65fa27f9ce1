package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * An answer that the server still holds is not thrown away. An idle connection beside it shows when
 * the server has closed those: from then on the slow client reads.
 */
class SlowReadersIT {

  /** More than the kernel takes of it, less than would go to a file. */
  private static final int SIZE = 200_000;

  /** The kernel takes more for a Unix socket. */
  private static final int UNIX_SIZE = 400_000;

  @RegisterExtension final Servers servers = new Servers();

  @Test
  void theKeepAliveOfAClientThatStillReadsHasNotBegun() {
    Path socket = servers.temporaryFolder().resolve("app.sock");
    Junicorn server =
        serve("--keep-alive", "4", "--bind", "127.0.0.1:0", "--bind", "unix:" + socket);
    try (RawClient slow = RawClient.connectWithSmallWindow(server.port());
        RawClient local = RawClient.connect(socket);
        RawClient idle = server.connect()) {
      slow.request("GET", "/bytes?n=" + SIZE);
      local.request("GET", "/bytes?n=" + UNIX_SIZE);
      assertThat(idle.get("/").status()).isEqualTo(200);
      assertThat(idle.isClosed()).isTrue();
      assertWhole(slow, SIZE);
      assertWhole(local, UNIX_SIZE);
    }
  }

  @Test
  void aClientIsNotBlamedForAFileThatShrinks() {
    Junicorn server =
        servers.serve("hello", "--workers", "1", "--threads", "2", "--log-level", "debug");
    try (RawClient slow = RawClient.connectWithSmallWindow(server.port())) {
      slow.request("GET", "/file?n=30000000").answerHead();
      server.web().get("/cut?n=1000");
      assertThat(slow.rest()).hasSizeLessThan(30_000_000);
    }
    server.awaitLine("GET /file.*: the file that it gave became shorter while it was sent");
    assertThat(server.logText()).doesNotContain("Client left");
  }

  @Test
  void aServerThatStopsFinishesItsAnswers() {
    Junicorn server = serve();
    try (RawClient slow = RawClient.connectWithSmallWindow(server.port());
        RawClient idle = server.connect()) {
      slow.request("GET", "/bytes?n=" + SIZE);
      assertThat(idle.get("/").status()).isEqualTo(200);
      server.signal("TERM");
      assertThat(idle.isClosed()).isTrue();
      assertWhole(slow, SIZE);
    }
    assertThat(server.awaitExit()).isZero();
    assertThat(server.logText()).doesNotContain("[WARNING]");
  }

  @Test
  void aServerThatHandsOverFinishesItsAnswers() {
    Junicorn server = serve();
    long successor;
    try (RawClient slow = RawClient.connectWithSmallWindow(server.port());
        RawClient idle = server.connect()) {
      slow.request("GET", "/bytes?n=" + SIZE);
      assertThat(idle.get("/").status()).isEqualTo(200);
      server.signal("USR2");
      successor =
          Long.parseLong(server.awaitLine("handed over to the server with pid ([0-9]+)").group(1));
      assertThat(idle.isClosed()).isTrue();
      assertWhole(slow, SIZE);
    }
    Await.until("the old server has ended", () -> !Proc.isAlive(server.pid()));
    Proc.signal("TERM", successor);
    Await.until("nothing is left", () -> server.processes().isEmpty());
  }

  /** With one slot, whoever is answered after somebody knows that his answer is made. */
  private Junicorn serve(String... options) {
    String[] all = new String[options.length + 4];
    System.arraycopy(new String[] {"--workers", "1", "--threads", "1"}, 0, all, 0, 4);
    System.arraycopy(options, 0, all, 4, options.length);
    return servers.serve("hello", all);
  }

  private static void assertWhole(RawClient client, int size) {
    RawClient.Answer answer = client.answer("GET");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.end()).isEqualTo(RawClient.End.LENGTH);
    assertThat(answer.bytes()).hasSize(size);
  }
}
