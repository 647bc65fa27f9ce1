package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;
import tools.jackson.databind.JsonNode;

/**
 * More users than slots, an app that waits: a server that was left to choose its size changes it by
 * itself, one that was told a number does not. Takes half a minute, since it does not act on less.
 */
@Isolated("what it tries depends on the processors")
class AutoSizeIT {

  private static final int USERS = 40;
  private static final String PATH = "/?wait=0.4";

  private static final Pattern STEP =
      Pattern.compile("3 workers with (\\d+) threads are wanted now \\(auto: .*");

  @RegisterExtension final Servers servers = new Servers();

  @Test
  void whatWasLeftToTheServerFollowsTheLoadAndWhatWasGivenStays() {
    List<Junicorn> told = List.of(launch("--threads", "6"), launch());
    Junicorn left = launch().awaitReady(3);
    told.forEach(server -> server.awaitReady(3));
    told.getLast().ctl("scale", "threads=6").assertDone();
    List<Load> loads = new ArrayList<>();
    try {
      told.forEach(server -> loads.add(Load.on(server, USERS, PATH)));
      Load load = Load.on(left, USERS, PATH);
      loads.add(load);
      Await.until("the size was changed", () -> left.lines(STEP).findFirst().isPresent());
      Matcher step = left.awaitLine(STEP);
      assertThat(Integer.parseInt(step.group(1))).isBetween(9, 12);
      assertThat(step.group()).endsWith("--workers 3 --threads " + step.group(1) + ")");
      Await.until("six workers were ready", () -> left.readyWorkers().size() == 6);
      Await.until("three are left", () -> left.workers().size() == 3);
      long enough = load.answered() + 5 * USERS;
      Await.until("the load goes on", () -> load.answered() >= enough);
      loads.forEach(AutoSizeIT::assertLostNothing);
    } finally {
      loads.forEach(Load::close);
    }
    assertThat(status(left).path("grows").asBoolean()).isTrue();
    told.forEach(server -> {
      assertThat(server.logText()).doesNotContain("of 100 requests wait for a slot");
      assertThat(status(server).path("threads").asInt()).isEqualTo(6);
      assertThat(status(server).path("grows").asBoolean()).isFalse();
    });
  }

  private static void assertLostNothing(Load load) {
    Load.Report report = load.end();
    assertThat(report.failed()).as("%s", report).isZero();
  }

  private static JsonNode status(Junicorn server) {
    return server.ctl("status", "--json").json();
  }

  /** On one processor, so that {@code auto} is the same everywhere: 3 x 6. */
  private Junicorn launch(String... options) {
    return servers.run(
        List.of("taskset", "--cpu-list", Proc.firstProcessor(), Servers.launcher()),
        servers.temporaryFolder(),
        Map.of(),
        Servers.arguments("computes-and-waits", options));
  }
}
