package dev.junicorn.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.junicorn.event.CrashEvent;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.event.SupervisionEvent;
import dev.junicorn.exchange.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The dashboard and the alerts speak of metrics that exist, by their exported names. */
class DeployTest {

  private static final Path DASHBOARD = Path.of("deploy/grafana/junicorn.json");
  private static final Path ALERTS = Path.of("deploy/prometheus/alerts.yml");
  private static final Path PROMTOOL = Path.of("/usr/bin/promtool");
  private static final Pattern NAME = Pattern.compile("\\bjunicorn_[a-z_]+\\b");

  @Test
  void everyMetricOfTheDashboardExists() throws Exception {
    Set<String> exported = exported();
    assertThat(names(DASHBOARD)).isNotEmpty().allMatch(exported::contains);
  }

  @Test
  void everyMetricOfTheAlertsExists() throws Exception {
    Set<String> exported = exported();
    assertThat(names(ALERTS)).isNotEmpty().allMatch(exported::contains);
  }

  /** What is exported and shown nowhere was forgotten; only the largest values are left out. */
  @Test
  void everyMetricIsOnTheDashboard() throws Exception {
    Set<String> shown = names(DASHBOARD).stream().map(DeployTest::base).collect(Collectors.toSet());
    assertThat(exported().stream().filter(name -> !name.endsWith("_max")).map(DeployTest::base))
        .allMatch(shown::contains);
  }

  @Test
  void theAlertsRingWhenTheyShould() throws Exception {
    assumeTrue(Files.isExecutable(PROMTOOL), "Prometheus is installed");
    Process promtool =
        new ProcessBuilder(PROMTOOL.toString(), "test", "rules", "src/test/prometheus/alerts.yml")
            .redirectErrorStream(true)
            .start();
    String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(promtool.waitFor()).as(said).isZero();
  }

  @Test
  void noTwoPanelsOfTheDashboardOverlap() throws Exception {
    JsonNode dashboard = new ObjectMapper().readTree(Files.readString(DASHBOARD));
    Set<String> taken = new TreeSet<>();
    for (JsonNode panel : dashboard.get("panels")) {
      JsonNode place = panel.get("gridPos");
      for (int x = 0; x < place.get("w").asInt(); x++) {
        for (int y = 0; y < place.get("h").asInt(); y++) {
          int column = place.get("x").asInt() + x;
          assertThat(column).as(panel.get("title").asString()).isLessThan(24);
          assertThat(taken.add(column + "," + (place.get("y").asInt() + y)))
              .as(panel.get("title").asString())
              .isTrue();
        }
      }
    }
  }

  private static Set<String> names(Path file) throws Exception {
    return find(Files.readString(file));
  }

  /** All names that a server can export: every event that counts something has been published. */
  private static Set<String> exported() {
    Metrics metrics = new Metrics(Path.of("/proc"), () -> 0);
    try {
      metrics.sendTo(new StatsdAddress.Udp("127.0.0.1", 9), "", "");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    metrics.watchLog(_ -> 0);
    metrics.watchEvents(_ -> 0);
    metrics.take(MetricsTest.served("/", 503, 1, 0, new Failure.QueueFull(1, 1)));
    metrics.take(new ServerEvent.WorkerReady(1, 1, 2, Duration.ZERO, "3.11", true));
    metrics.take(new ServerEvent.WorkerExited(2, 2, "exit code 1", false, true));
    metrics.take(new SupervisionEvent.WorkerToBeReplaced(1, 1, "old", false));
    metrics.take(
        new CrashEvent.RequestInterrupted(
            "GET", "/", 10, 0, Duration.ZERO, 1, CrashEvent.Consequence.ANSWERED_502, ""));
    metrics.settle();
    String series =
        metrics
            .scrape()
            .lines()
            .filter(line -> !line.startsWith("#"))
            .collect(Collectors.joining("\n"));
    return find(series);
  }

  private static Set<String> find(String text) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = NAME.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group());
    }
    return names;
  }

  private static String base(String name) {
    return name.replaceFirst("_(bucket|count|sum)$", "");
  }
}
