package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Everything that can happen to workers, in any order and under load. Every request gets exactly
 * one answer, only started requests of killed workers are lost, and afterwards nothing is left.
 *
 * <p>The order is drawn from a seed, which is printed: {@code -Djunicorn.faults.seed=N} plays it
 * again, {@code -Djunicorn.faults.seconds=60} plays longer.
 */
@Isolated("needs load")
class RandomFaultsIT {

  private static final int WORKERS = 3;
  private static final int THREADS = 2;

  /** More deaths would only prove how long the pauses between restarts get. */
  private static final int MOST_KILLS = 6;

  @RegisterExtension final Servers servers = new Servers();

  private final long seed = Long.getLong("junicorn.faults.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final List<String> played = new ArrayList<>();
  private int wanted = WORKERS;
  private int kills;

  @Test
  void whateverHappensToWorkersEveryRequestIsAnsweredOnce() {
    Junicorn server =
        servers
            .serve("hello", "--workers", "" + WORKERS, "--threads", "" + THREADS)
            .awaitReady(WORKERS);
    server.web().text("/");
    int descriptors = Proc.descriptors(server.pid()).size();
    Crowd crowd = Crowd.on(server);
    play(server, Duration.ofSeconds(Long.getLong("junicorn.faults.seconds", 15)));
    crowd.stop();

    String story = "seed " + seed + ": " + String.join(", ", played);
    report(crowd, story);
    assertThat(crowd.failures()).as(story).isEmpty();
    assertThat(crowd.answered()).as(story).isGreaterThan(100);
    assertThat(crowd.interrupted()).as(story).isLessThanOrEqualTo(kills * THREADS);
    settle(server);
    Await.until(
        "the server's descriptors are as many as before, " + story,
        () -> Proc.descriptors(server.pid()).size() <= descriptors + 3);
    everySlotIsFree(server);
    assertThat(server.logText()).as(story).doesNotContain("Exception");
    server.stop();
  }

  private void play(Junicorn server, Duration length) {
    long end = System.nanoTime() + length.toNanos();
    while (System.nanoTime() - end < 0) {
      switch (random.nextInt(12)) {
        case 0, 1 -> signal(server, "HUP", 0);
        case 2, 3 -> signal(server, "TTIN", wanted < 5 ? 1 : 0);
        case 4, 5 -> signal(server, "TTOU", wanted > 2 ? -1 : 0);
        case 6, 7 -> kill(server);
        case 8, 9 -> stall(server);
        case 10 -> recycle(server);
        default -> killSpawner(server);
      }
      Await.pause(random.nextInt(100, 1500));
    }
  }

  private void signal(Junicorn server, String name, int change) {
    if (name.equals("HUP") || change != 0) {
      played.add(name);
      wanted += change;
      server.signal(name);
    }
  }

  private void kill(Junicorn server) {
    List<Long> workers = server.workers();
    if (kills < MOST_KILLS && workers.size() > 1) {
      kills++;
      played.add("kill a worker");
      Proc.signal("KILL", any(workers));
    }
  }

  private void stall(Junicorn server) {
    List<Long> workers = server.workers();
    if (workers.size() > 1) {
      long victim = any(workers);
      played.add("stop and continue a worker");
      Proc.signal("STOP", victim);
      Await.pause(random.nextInt(50, 1000));
      Proc.signal("CONT", victim);
    }
  }

  private void recycle(Junicorn server) {
    List<Long> workers = server.workers();
    if (!workers.isEmpty()) {
      played.add("tell a worker to end");
      Proc.signal("TERM", any(workers));
    }
  }

  private void killSpawner(Junicorn server) {
    List<Long> children = Proc.childrenOf(server.pid());
    if (!children.isEmpty()) {
      played.add("kill a spawner");
      Proc.signal("KILL", any(children));
    }
  }

  private long any(List<Long> pids) {
    return pids.get(random.nextInt(pids.size()));
  }

  /** As many workers as at first, and no process beside them but server and spawner. */
  private void settle(Junicorn server) {
    // Not by signals: of those that come while it is held up some count once.
    server.ctl("scale", "workers=" + WORKERS).assertDone();
    Await.until(
        "there are " + WORKERS + " workers, a spawner and the server",
        () -> server.workers().size() == WORKERS && server.processes().size() == WORKERS + 2);
  }

  /** If one were not, somebody would not come to the gate. */
  private void everySlotIsFree(Junicorn server) {
    Gate gate = servers.gate();
    List<CompletableFuture<Integer>> all =
        IntStream.range(0, WORKERS * THREADS)
            .mapToObj(i -> server.web().statusLater(gate.path()))
            .toList();
    gate.awaitArrivals(WORKERS * THREADS);
    gate.open();
    assertThat(all).allSatisfy(status -> assertThat(status.join()).isEqualTo(200));
  }

  @SuppressWarnings("SystemOut")
  private static void report(Crowd crowd, String story) {
    System.out.println(
        crowd.answered() + " answers, " + crowd.interrupted() + " interrupted; " + story);
  }
}
