package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Apps that do to their process what they should not: at most what that process was running is
 * lost, everybody else is served.
 */
class MisbehavingAppsIT {

  private static final Path APP = Junicorn.APPS.resolve("misbehaves");

  @RegisterExtension final Servers servers = new Servers();

  /**
   * The bridge's own sockets are gone: the request cannot be answered, its worker is replaced, and
   * what had not been started there is served elsewhere.
   */
  @Test
  void anAppThatClosesAllDescriptorsLosesItsOwnRequestOnly() {
    Junicorn server = servers.serve("misbehaves", "--workers", "2", "--threads", "1").awaitReady(2);
    Web web = server.web();
    CompletableFuture<HttpResponse<byte[]>> closes = web.getLater("/close-all");
    List<CompletableFuture<HttpResponse<byte[]>>> others = requests(web, 20, "/");
    assertThat(closes.join().statusCode()).isEqualTo(502);
    assertThat(others).allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
    server.awaitReady(3);
    Await.until("two workers live", () -> server.workers().size() == 2);
    assertThat(web.text("/")).matches("\\d+\n");
    server.stop();
  }

  /** What the worker has forked lives on, and would hold its streams open if it kept them. */
  @Test
  void anAppThatForksDoesNotHideTheDeathOfItsWorker() {
    Junicorn server = servers.serve("misbehaves", "--workers=1", "--threads=2", "--timeout=600");
    assertThat(server.web().get("/fork?s=600").statusCode()).isEqualTo(200);
    long worker = server.workers().getFirst();
    long forked = Proc.childrenOf(worker).getFirst();
    try (RawClient client = server.connect()) {
      client.request("GET", "/sleep?s=600");
      server.awaitLine("the app sleeps");
      Proc.signal("KILL", worker);
      assertThat(client.answer("GET").status()).isEqualTo(502);
    }
    assertThat(Proc.isAlive(forked)).as("what was forked lives on").isTrue();
    Proc.signal("KILL", forked);
    assertThat(server.awaitReady(2).web().text("/")).matches("\\d+\n");
    server.stop();
  }

  /** Two processes answer one request: the client gets one answer, and the server survives. */
  @Test
  void aForkThatReturnsTwiceIsAnsweredOnce() {
    Junicorn server = servers.serve("misbehaves", "--workers", "2", "--threads", "1").awaitReady(2);
    Web web = server.web();
    List<String> workers = server.workers().stream().map(String::valueOf).toList();
    for (int i = 0; i < 3; i++) {
      HttpResponse<byte[]> answer = web.get("/fork-return");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(Web.text(answer).strip()).isIn(workers);
      assertThat(requests(web, 10, "/"))
          .allSatisfy(other -> assertThat(Web.text(other.join()).strip()).isIn(workers));
    }
    server.awaitLine("which the app has forked, ends where it came back to the server");
    server.signal("TERM");
    assertThat(server.awaitExit()).isZero();
  }

  @Test
  void anAppThatEndsItsProcessTakesItsNeighboursAlongAndNobodyElse() {
    Junicorn server = servers.serve("misbehaves", "--workers=1", "--threads=2", "--timeout=600");
    Web web = server.web();
    CompletableFuture<HttpResponse<byte[]>> neighbour = web.getLater("/sleep?s=600");
    server.awaitLine("the app sleeps");
    CompletableFuture<HttpResponse<byte[]>> exits = web.getLater("/exit?code=0");
    List<CompletableFuture<HttpResponse<byte[]>>> waiting = requests(web, 8, "/");
    assertThat(exits.join().statusCode()).isEqualTo(502);
    assertThat(neighbour.join().statusCode()).isEqualTo(502);
    assertThat(waiting).allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
    server.awaitLine("died: exit code 0\\. It ended itself\\.");
    server.stop();
  }

  /** The server ends workers over their control stream, and kills by a signal nobody can catch. */
  @Test
  void anAppThatReplacesSignalHandlersIsStoppedAllTheSame() {
    Junicorn server =
        servers
            .launch(APP, "app:app", Map.of("REPLACES_HANDLERS", "1"), "--workers", "2")
            .awaitReady(2);
    CompletableFuture<HttpResponse<byte[]>> running = server.web().getLater("/sleep?s=1");
    server.awaitLine("the app sleeps");
    server.stop();
    assertThat(running.join().statusCode()).isEqualTo(200);
    assertThat(server.logText()).doesNotContain("are killed");
  }

  /** Threads of the app do not keep a worker from ending, and are no reason to kill it. */
  @Test
  void anAppThatStartsThreadsIsServedAndStopped() {
    Junicorn server = servers.serve("misbehaves", "--workers", "1", "--threads", "2");
    Web web = server.web();
    assertThat(web.get("/threads?n=20").statusCode()).isEqualTo(200);
    assertThat(requests(web, 20, "/"))
        .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
    server.stop();
    assertThat(server.logText()).doesNotContain("are killed").doesNotContain("[ERROR]");
  }

  /** 200 MB on two lines: others are served meanwhile, and the server does not keep it. */
  @Test
  void anAppThatPrints100MegabytesHoldsNobodyUp() {
    Junicorn server =
        servers
            .serve("prints", "--workers", "2", "--threads", "1", "--timeout", "600")
            .awaitReady(2);
    Web web = server.web();
    CompletableFuture<HttpResponse<byte[]>> prints = web.getLater("/long?n=104857600");
    for (int i = 0; i < 50; i++) {
      assertThat(web.get("/line?text=meanwhile").statusCode()).isEqualTo(200);
    }
    assertThat(prints.join().statusCode()).isEqualTo(200);
    assertThat(Proc.kibibytes(server.pid(), "VmHWM")).as("KiB").isLessThan(400 * 1024);
    server.stop();
  }

  private static List<CompletableFuture<HttpResponse<byte[]>>> requests(
      Web web, int count, String path) {
    return new ArrayList<>(IntStream.range(0, count).mapToObj(i -> web.getLater(path)).toList());
  }
}
