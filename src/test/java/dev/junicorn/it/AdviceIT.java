package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;
import tools.jackson.databind.JsonNode;

/**
 * {@code junicorn advise} on a server that is too small: what it recommends is tried. Every size
 * beside it, by hand and for minutes: {@code bench/advice}.
 */
@Isolated("what it advises depends on the processors")
class AdviceIT {

  private static final int USERS = 12;

  @RegisterExtension final Servers servers = new Servers();

  /** The story: one slot, twelve users, nothing to do but wait. */
  @Test
  void twelveUsersOfOneSlotGetTheSlotsThatTheyNeed() {
    Junicorn server =
        servers.serve("computes-and-waits", "--workers", "1", "--threads", "1").awaitReady(1);
    try (Load load = Load.on(server, USERS, "/?cpu=0.001&wait=0.1")) {
      List<JsonNode> advices = new ArrayList<>();
      Measured.attempt(() -> {
        advices.addFirst(advice(server, load, 60));
        JsonNode last = advices.getFirst();
        Measured.check(() -> {
          assertThat(last.path("current").path("throughput").asDouble()).isBetween(7.0, 10.5);
          assertThat(slots(last.path("recommended"))).as("%s", last).isBetween(USERS, USERS + 4);
        });
      });
      JsonNode advice = advices.getFirst();
      assertThat(advice.path("sentence").asString())
          .startsWith("Take ")
          .contains("instead of 1 x 1");
      assertThat(advice.path("command").asString())
          .startsWith("gunicorn --chdir " + Junicorn.APPS)
          .contains(" --bind=127.0.0.1:0 --workers ");
      scale(server, advice.path("recommended"));
      Measured.attempt(() -> {
        JsonNode after = advice(server, load, 300);
        Measured.check(
            () -> assertThat(after.path("current").path("queue_p95").asDouble()).isLessThan(0.05));
      });
      assertThat(load.end().failed()).isZero();
    }
    server.stop();
  }

  /** Python computes in one thread of a process at a time: threads do not help, processes do. */
  @Test
  void whatComputesGetsProcesses() {
    Junicorn server =
        servers.serve("computes-and-waits", "--workers", "1", "--threads", "4").awaitReady(1);
    try (Load load = Load.on(server, 6, "/?cpu=0.02")) {
      JsonNode advice = advice(server, load, 100);
      // On a machine that others keep busy no size helps, and that is the advice then.
      boolean usedUp = advice.path("sentence").asString().contains("(cpu-bound)");
      if (Runtime.getRuntime().availableProcessors() > 1 && !usedUp) {
        assertThat(advice.path("recommended").path("workers").asInt()).isGreaterThan(1);
      }
      for (JsonNode option : advice.path("options")) {
        if (option.path("workers").asInt() == 1) {
          assertThat(option.path("throughput").asDouble()).as("one lock").isLessThan(55);
        }
      }
      load.end();
    }
    server.stop();
  }

  @Test
  void theTableSaysWhichSizeIsWhich() {
    Junicorn server =
        servers.serve("computes-and-waits", "--workers", "1", "--threads", "1").awaitReady(1);
    try (Load load = Load.on(server, 4, "/?wait=0.05")) {
      advice(server, load, 60);
      Ctl text = advise(server);
      text.assertDone();
      assertThat(text.out())
          .contains("WORKERS  THREADS  SLOTS", "<- now", "<- recommended", "How sure: ")
          .contains("junicorn ctl scale workers=", "gunicorn --chdir ", " --bind=");
      load.end();
    }
    server.stop();
  }

  /**
   * Who waits for minutes has a slot for minutes, and is not among the requests that have ended.
   */
  @Test
  void slotsThatAreHeldAreNotGivenToOthers() {
    Junicorn server =
        servers
            .serve(
                "computes-and-waits",
                "--workers=2",
                "--threads=4",
                "--timeout=600",
                "--graceful-timeout=1")
            .awaitReady(2);
    List<RawClient> held = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      RawClient client = server.connect();
      client.send("GET /?wait=600 HTTP/1.1\r\nHost: it\r\n\r\n");
      held.add(client);
    }
    server.awaitRequests(6);
    Await.until("they are seen to last", () -> lasting(server) == 6);
    try (Load load = Load.on(server, 2, "/?wait=0.02")) {
      JsonNode advice = advice(server, load, 200);
      assertThat(slots(advice.path("recommended"))).as("%s", advice).isGreaterThanOrEqualTo(8);
      assertThat(advice.path("reasons").toString())
          .contains("6 requests (GET /) have run for")
          .doesNotContainPattern("1 worker with [1-7] threads? would do");
      assertThat(load.end().failed()).isZero();
    } finally {
      held.forEach(RawClient::close);
    }
    server.stop();
  }

  @Test
  void withoutRequestsThereIsNothingToSay() {
    Junicorn server = servers.serve("hello", "--workers", "1", "--threads", "1").awaitReady(1);
    Ctl refused = advise(server);
    assertThat(refused.exitCode()).isEqualTo(3);
    assertThat(refused.err()).containsAnyOf("nothing was seen yet", "0 requests were answered");
    server.stop();
  }

  /** How many requests were seen to run for two seconds and more; what ends here is quicker. */
  private static int lasting(Junicorn server) {
    int count = 0;
    for (JsonNode slot : server.ask("observe").path("now").path("slots")) {
      count += slot.path("seconds").asDouble() >= 2 ? 1 : 0;
    }
    return count;
  }

  /** The advice, when so many requests more were answered and seen. */
  private static JsonNode advice(Junicorn server, Load load, long requests) {
    long enough = load.answered() + requests;
    Await.until("there is something to reckon with", () -> load.answered() >= enough);
    Ctl[] answer = new Ctl[1];
    Await.until(
        "the server has seen it",
        () -> {
          answer[0] = advise(server, "--json");
          return answer[0].exitCode() == 0;
        });
    return answer[0].json();
  }

  private static Ctl advise(Junicorn server, String... options) {
    List<String> words = new ArrayList<>(List.of("--pid", "" + server.pid()));
    words.addAll(List.of(options));
    return Ctl.run("advise", server.temporary(), words.toArray(String[]::new));
  }

  private static void scale(Junicorn server, JsonNode size) {
    server
        .ctl(
            "scale",
            "workers=" + size.path("workers").asInt(),
            "threads=" + size.path("threads").asInt())
        .assertDone();
  }

  private static int slots(JsonNode size) {
    return size.path("workers").asInt() * size.path("threads").asInt();
  }
}
