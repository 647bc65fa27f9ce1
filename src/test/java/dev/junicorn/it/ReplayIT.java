package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/** {@code --replay-safe}: a worker's death that no client notices, and where that ends. */
@Isolated("replays what it measured")
class ReplayIT {

  @RegisterExtension final Servers servers = new Servers();

  @Test
  void aGetWhoseWorkerDiedIsAnsweredByAnother() {
    Junicorn server = serve("hello");
    Gate gate = servers.gate();
    CompletableFuture<HttpResponse<byte[]>> get = server.web().getLater(gate.path());
    gate.awaitArrivals(1);
    long first = server.workers().getFirst();
    Proc.signal("KILL", first);
    gate.awaitArrivals(2);
    gate.open();
    assertThat(get.join().statusCode()).isEqualTo(200);
    assertThat(Web.text(get.join())).doesNotContain("" + first);
    server.awaitLine("Run again by another worker: GET /sleep\\?gate=");
    server.stop();
  }

  @Test
  void aPostIsNotRunTwice() {
    Junicorn server = serve("kills-itself");
    Web web = server.web();
    CompletableFuture<HttpResponse<byte[]>> post =
        web.sendLater(web.to("/sleep?s=20").POST(BodyPublishers.ofString("paid")));
    server.awaitLine("the app sleeps");
    Proc.signal("KILL", server.workers().getFirst());
    assertThat(post.join().statusCode()).isEqualTo(502);
    server.stop();
  }

  @Test
  void whatEndsTwoWorkersIsQuarantinedAndItsRetriesEndOneEach() {
    Junicorn server = serve("kills-itself");
    HttpResponse<byte[]> answer = server.web().get("/die?how=kill");
    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(Web.text(answer)).contains("2 processes").contains("not tried again");
    server.awaitLine("Quarantined and answered 502: GET /die");
    server.awaitReady(3);
    assertThat(server.web().get("/die?how=kill&again=1").statusCode()).isEqualTo(502);
    server.awaitReady(4);
    assertThat(server.web().text("/")).matches("\\d+\n");
    server.stop();
    assertThat(server.count(line -> line.contains("] Worker ") && line.contains(" died: killed")))
        .isEqualTo(3);
  }

  @Test
  void anAnswerThatHasBegunIsNotBegunAgain() {
    Junicorn server = serve("kills-itself");
    try (RawClient client = server.connect()) {
      RawClient.Answer answer = client.get("/die?how=midway");
      assertThat(answer.body()).isEqualTo("the first part\n");
      assertThat(answer.end()).isEqualTo(RawClient.End.CUT);
    }
    server.awaitLine("Cut the answer to GET /die");
    server.stop();
  }

  private Junicorn serve(String app) {
    return servers.serve(app, "--workers", "1", "--threads", "1", "--replay-safe");
  }
}
