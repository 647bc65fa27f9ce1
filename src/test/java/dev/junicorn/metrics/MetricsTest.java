package dev.junicorn.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.event.CrashEvent;
import dev.junicorn.event.Lane;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.event.SupervisionEvent;
import dev.junicorn.exchange.Failure;
import dev.junicorn.exchange.TimeSplit;
import dev.junicorn.testing.FakeExchange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events in, Prometheus' text out. */
class MetricsTest {

  @TempDir Path proc;
  private final AtomicLong now = new AtomicLong();
  private Metrics metrics = new Metrics(Path.of("/nowhere"), now::get);

  @BeforeEach
  void withAProcessTable() {
    metrics = new Metrics(proc, now::get);
  }

  @Test
  void requestsAreCountedByRouteAndClass() {
    metrics.take(served("/users/1", 200, 40, 4, null));
    metrics.take(served("/users/2", 201, 700, 300, null));
    metrics.take(served("/users/3", 500, 1, 0, null));
    assertThat(scrape())
        .contains("junicorn_requests_total{route=\"/users/{number}\",status=\"2xx\"} 2.0")
        .contains("junicorn_requests_total{route=\"/users/{number}\",status=\"5xx\"} 1.0")
        .contains("junicorn_response_body_bytes_total 30.0")
        .contains(
            "junicorn_request_duration_seconds_bucket{route=\"/users/{number}\",le=\"0.05\"} 2")
        .contains("junicorn_request_duration_seconds_count{route=\"/users/{number}\"} 3")
        .contains("junicorn_queue_wait_seconds_bucket{le=\"0.005\"} 2")
        .contains("junicorn_queue_wait_seconds_sum 0.304");
  }

  @Test
  void thePartsOfTheirTimeAddUp() {
    metrics.take(served("/", 200, 28, 2, null));
    metrics.take(served("/", 200, 28, 2, null));
    assertThat(scrape())
        .contains("junicorn_request_time_seconds_total{part=\"receiving\"} 0.002")
        .contains("junicorn_request_time_seconds_total{part=\"queue\"} 0.004")
        .contains("junicorn_request_time_seconds_total{part=\"dispatch\"} 0.006")
        .contains("junicorn_request_time_seconds_total{part=\"cpu\"} 0.008")
        .contains("junicorn_request_time_seconds_total{part=\"contention\"} 0.01")
        .contains("junicorn_request_time_seconds_total{part=\"blocked\"} 0.012")
        .contains("junicorn_request_time_seconds_total{part=\"sending\"} 0.014");
  }

  @Test
  void refusalsAreCountedByCause() {
    metrics.take(served("/", 503, 1, 0, new Failure.QueueFull(10, 1)));
    metrics.take(served("/", 503, 1, 0, new Failure.QueueTimeout(Duration.ofSeconds(1), 1)));
    metrics.take(new ServerEvent.RequestRefused(431, "too large", "10.0.0.1"));
    assertThat(scrape())
        .contains("junicorn_requests_refused_total{cause=\"queue_full\"} 1.0")
        .contains("junicorn_requests_refused_total{cause=\"queue_timeout\"} 1.0")
        .contains("junicorn_requests_refused_total{cause=\"headers_too_large\"} 1.0");
  }

  /** For Prometheus a counter that is first seen at 1 has not increased: no alert would ring. */
  @Test
  void whatAlertsWaitForIsZeroBeforeItHappens() {
    assertThat(scrape())
        .contains("junicorn_requests_refused_total{cause=\"queue_full\"} 0.0")
        .contains("junicorn_requests_refused_total{cause=\"queue_timeout\"} 0.0")
        .contains("junicorn_requests_refused_total{cause=\"out_of_room\"} 0.0")
        .contains("junicorn_worker_exits_total{expected=\"false\"} 0.0")
        .contains("junicorn_worker_boot_failures_total 0.0")
        .contains("junicorn_clients_left_total{answer=\"none\"} 0.0");
  }

  @Test
  void workersAreCountedAndTheirSeriesEndWithThem() throws Exception {
    process(4711, "12 34", 5000);
    metrics.take(new ServerEvent.WorkerStarted(1, 4711, "1 wanted"));
    assertThat(scrape()).contains("junicorn_workers{state=\"booting\"} 1.0");
    metrics.take(new ServerEvent.WorkerReady(1, 4711, 2, Duration.ofSeconds(1), "3.11", true));
    assertThat(scrape())
        .contains("junicorn_workers{state=\"ready\"} 1.0")
        .contains("junicorn_worker_cpu_seconds_total{pid=\"4711\",worker=\"1\"} 0.46")
        .contains("junicorn_worker_memory_pss_bytes{pid=\"4711\",worker=\"1\"} 5120000.0");
    process(4711, "100 100", 6000);
    assertThat(scrape()).contains("worker=\"1\"} 0.46");
    now.addAndGet(Duration.ofSeconds(5).toNanos());
    assertThat(scrape())
        .contains("junicorn_worker_cpu_seconds_total{pid=\"4711\",worker=\"1\"} 2.0");
    metrics.take(served("/", 200, 20, 2, null));
    assertThat(scrape())
        .contains("junicorn_worker_contention_seconds_total{pid=\"4711\",worker=\"1\"} 0.005");
    metrics.take(new ServerEvent.WorkerExited(1, 4711, "signal 9 (SIGKILL)", false, true));
    assertThat(scrape())
        .contains("junicorn_worker_exits_total{expected=\"false\"} 1.0")
        .contains("junicorn_workers{state=\"ready\"} 0.0")
        .doesNotContain("4711");
  }

  @Test
  void numbersThatAreKeptElsewhereSurviveTheGarbageCollection() throws Exception {
    process(4711, "12 34", 5000);
    metrics.take(new ServerEvent.WorkerReady(1, 4711, 2, Duration.ofSeconds(1), "3.11", true));
    metrics.watchLog(lane -> lane == Lane.ACCESS ? 7 : 0);
    scrape();
    System.gc();
    assertThat(scrape())
        .contains("junicorn_worker_cpu_seconds_total{pid=\"4711\",worker=\"1\"} 0.46")
        .contains("junicorn_log_dropped_total{kind=\"access\"} 7.0");
  }

  @Test
  void recyclingAndTroubleAreCounted() {
    metrics.take(
        new SupervisionEvent.WorkerToBeReplaced(
            1, 10, "it has served 1000 requests (--max-requests 1000)", false));
    metrics.take(new SupervisionEvent.WorkerToBeReplaced(2, 11, "it lost a thread", true));
    metrics.take(new ServerEvent.AppFailed("GET", "/", 10, "ValueError", "", ""));
    metrics.take(new ServerEvent.ClientLeft("GET", "/", "waiting"));
    metrics.take(new ServerEvent.ClientLeft("GET", "/events", "being answered"));
    metrics.take(new ServerEvent.ClientLeft("GET", "/events", "being answered"));
    metrics.take(
        new CrashEvent.RequestInterrupted(
            "GET", "/", 10, 0, Duration.ZERO, 1, CrashEvent.Consequence.ANSWERED_502, ""));
    assertThat(scrape())
        .contains("junicorn_worker_recycles_total{reason=\"max_requests\"} 1.0")
        .contains("junicorn_worker_recycles_total{reason=\"unhealthy\"} 1.0")
        .contains("junicorn_app_failures_total 1.0")
        .contains("junicorn_clients_left_total{answer=\"none\"} 1.0")
        .contains("junicorn_clients_left_total{answer=\"begun\"} 2.0")
        .contains("junicorn_requests_interrupted_total 1.0");
  }

  @Test
  void theLoadIsWhatItsOwnerSays() {
    metrics.watchLoad(
        known -> known.accept(new Load(3, 5, 4, 7, 2048, 1_500_000_000, 9, 33, true)));
    assertThat(scrape())
        .contains("junicorn_slots{state=\"busy\"} 3.0")
        .contains("junicorn_slots{state=\"idle\"} 5.0")
        .contains("junicorn_requests_running 4.0")
        .contains("junicorn_queue_requests 7.0")
        .contains("junicorn_queue_limit 2048.0")
        .contains("junicorn_queue_oldest_seconds 1.5")
        .contains("junicorn_connections 9.0")
        .contains("junicorn_connections_accepted_total 33.0")
        .contains("junicorn_ready 1.0");
  }

  @Test
  void whatWasDroppedIsShown() {
    metrics.watchEvents(lane -> lane == Lane.ACCESS ? 7 : 0);
    assertThat(scrape())
        .contains("junicorn_metrics_dropped_total{kind=\"access\"} 7.0")
        .contains("junicorn_metrics_dropped_total{kind=\"output\"} 0.0");
  }

  @Test
  void everyMetricHasItsHelp() {
    String text = scrape();
    text.lines()
        .filter(line -> line.startsWith("# HELP "))
        .forEach(line -> assertThat(line.split(" ", 4)[3]).endsWith("."));
    assertThat(text.lines().filter(line -> !line.startsWith("#")))
        .allMatch(line -> line.startsWith("junicorn_"));
  }

  private String scrape() {
    metrics.settle();
    return metrics.scrape();
  }

  private void process(int pid, String times, int pssKibibytes) throws Exception {
    Path folder = Files.createDirectories(proc.resolve("" + pid));
    Files.writeString(
        folder.resolve("stat"),
        pid + " (a (strange) name) S 1 2 3 4 5 6 7 8 9 10 " + times + " 0 0\n");
    Files.writeString(
        folder.resolve("smaps_rollup"),
        "Rss:  9000 kB\nPss:  " + pssKibibytes + " kB\nPss_Anon: 1 kB\n");
  }

  static ServerEvent served(
      String path, int status, int millis, int waited, @Nullable Failure failure) {
    return new ServerEvent.RequestServed(
        FakeExchange.head("GET", path, List.of()),
        status,
        List.of(),
        ServerEvent.RequestServed.NO_BODY,
        10,
        Duration.ofMillis(millis),
        Duration.ofMillis(waited),
        failure == null ? 4711 : 0,
        failure,
        new TimeSplit(1_000_000, 2_000_000, 3_000_000, 4_000_000, 5_000_000, 6_000_000, 7_000_000),
        "",
        0);
  }
}
