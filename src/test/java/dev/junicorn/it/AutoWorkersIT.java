package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/** With {@code --workers auto} as many start as memory carries, by what the first one holds. */
@Isolated("goes by the free memory")
class AutoWorkersIT {

  /** For server, system and three or four workers of 200 MB, not for the rule's five and more. */
  private static final long MEMORY = 1200L << 20;

  private static final String DECISION =
      "(\\d+) workers with 6 threads are wanted now \\(auto: (\\d+) by the rule .* carries no more;"
          + " taken (2[5-9]\\d) MB for each \\(worker \\d+ holds 2[0-3]\\d MB";

  @RegisterExtension final Servers servers = new Servers();

  /** What it decides holds when a worker is replaced, and is decided anew by a reload. */
  @Test
  void workersThatHoldMuchAreFewer() {
    inGroup(group -> {
      Junicorn server = serve(group, "200");
      server.awaitLine("One worker starts first");
      Matcher decision = server.awaitLine(DECISION);
      int workers = Integer.parseInt(decision.group(1));
      assertThat(workers).isBetween(2, 4).isLessThan(Integer.parseInt(decision.group(2)));
      server.awaitReady(workers);
      assertThat(firstReady(server)).as("one started first").isLessThan(secondStart(server));
      Proc.signal("KILL", server.workers().getFirst());
      server.awaitReady(workers + 1);
      server.ctl("reload").assertDone();
      awaitWorkers(server, workers);
      server.stop();
      assertThat(server.logText()).doesNotContain("by the kernel's out-of-memory killer");
    });
  }

  @Test
  void smallOnesAreAsManyAsTheRuleSays() {
    inGroup(group -> {
      Junicorn server = serve(group, "0");
      Matcher decision =
          server.awaitLine("(\\d+) workers with 6 threads are wanted now \\(auto: 2 x (\\d+) core");
      int workers = Integer.parseInt(decision.group(1));
      assertThat(workers).isEqualTo(2 * Integer.parseInt(decision.group(2)) + 1);
      server.awaitReady(workers);
      server.ctl("scale", "workers=2").assertDone();
      server.ctl("reload").assertDone();
      awaitWorkers(server, 2); // what somebody asked for stays
      server.stop();
    });
  }

  @Test
  void aNumberThatWasGivenIsNotReconsidered() {
    inGroup(group -> {
      Junicorn server = serve(group, "100", "--workers", "4").awaitReady(4);
      assertThat(server.logText()).doesNotContain("One worker starts first", "wanted now");
      server.stop();
    });
  }

  private Junicorn serve(ControlGroup group, String megabytes, String... options) {
    return servers.run(
        group.command(Servers.launcher()),
        servers.temporaryFolder(),
        Map.of("EATS_AT_IMPORT", megabytes),
        Servers.arguments("eats-memory", options));
  }

  private static void inGroup(Consumer<ControlGroup> test) {
    Optional<ControlGroup> made = ControlGroup.ofMemory(MEMORY);
    assumeTrue(made.isPresent(), "a control group for memory can be made (as root)");
    try (ControlGroup group = made.get()) {
      test.accept(group);
    }
  }

  private static void awaitWorkers(Junicorn server, int count) {
    Await.until(count + " workers are left", () -> server.workers().size() == count);
    assertThat(server.ctl("status", "--json").json().path("workers_wanted").asInt())
        .isEqualTo(count);
  }

  private static int firstReady(Junicorn server) {
    return indexOf(server, "Worker 1 \\(pid \\d+\\) is ready");
  }

  private static int secondStart(Junicorn server) {
    return indexOf(server, "Worker 2 started with pid");
  }

  private static int indexOf(Junicorn server, String pattern) {
    List<String> log = server.log();
    for (int i = 0; i < log.size(); i++) {
      if (log.get(i).matches(".*" + pattern + ".*")) {
        return i;
      }
    }
    throw new AssertionError("no line " + pattern);
  }
}
