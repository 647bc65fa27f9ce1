package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** {@code junicorn demo}: both of its servers, as its page sees them. */
class DemoIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Less what is lost by rounding: the page is told tenths of milliseconds. */
  private static final double HALF_A_SECOND = 0.4998;

  @RegisterExtension final Servers servers = new Servers();

  private Junicorn demo() {
    return servers.run(Map.of(), "demo", "--bind", "127.0.0.1:0", "--python", Junicorn.PYTHON);
  }

  private static CompletableFuture<List<JsonNode>> fire(Web web, int lane) {
    return web.sendLater(web.to("/fire?lane=" + lane).POST(BodyPublishers.noBody()))
        .thenApply(answer -> Web.text(answer).lines().skip(1).map(JSON::readTree).toList());
  }

  @Test
  void oneRequestAtATimeIsSeenBesideManyAtOnce() {
    Junicorn server = demo().awaitReady(3);
    Web web = server.web();
    HttpResponse<byte[]> page = web.get("/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Security-Policy")).contains("default-src 'self'");
    // The second server is a process of its own, which may still be starting.
    Await.until(
        "the second server answers",
        () ->
            fire(web, 0).join().stream()
                .allMatch(one -> one.get("event").asString().equals("done")));
    Measured.attempt(() -> assertOneLaneIsNarrow(web));
    server.stop();
  }

  private static void assertOneLaneIsNarrow(Web web) {
    CompletableFuture<List<JsonNode>> waiting = fire(web, 0);
    List<JsonNode> wide = fire(web, 1).join();
    boolean tie = waiting.isDone();
    List<JsonNode> narrow = waiting.join();
    assertThat(workers(wide)).as("workers of 3 x 6").isEqualTo(3);
    assertThat(workers(narrow)).as("workers of 1 x 1").isEqualTo(1);
    List<Double> began = times(narrow, "began");
    for (int i = 1; i < began.size(); i++) {
      assertThat(began.get(i) - began.get(i - 1)).isGreaterThanOrEqualTo(HALF_A_SECOND);
    }
    Measured.check(() -> {
      assertThat(tie).as("1 x 1 is through when 3 x 6 is").isFalse();
      assertThat(mostAtOnce(wide)).as("requests that 3 x 6 ran at once").isGreaterThan(6);
    });
  }

  @Test
  void whenTheDemoIsKilledNothingOfItIsLeft() {
    Junicorn server = demo().awaitReady(3);
    server.signal("KILL");
    server.awaitExit();
    Await.until("no process is left", () -> server.processes().isEmpty());
  }

  @Test
  void whatWouldMakeItAnotherDemoIsRefused() {
    Junicorn server = servers.run(Map.of(), "demo", "--workers", "2");
    assertThat(server.awaitExit()).isEqualTo(1);
    assertThat(server.logText()).contains("--workers", "compares 1 x 1 with 3 x 6");
  }

  private static long workers(List<JsonNode> news) {
    return news.stream().map(one -> one.get("worker").asInt()).distinct().count();
  }

  private static long mostAtOnce(List<JsonNode> news) {
    return times(news, "began").stream()
        .mapToLong(moment ->
            news.stream()
                .filter(one -> one.get("began").asDouble() <= moment)
                .filter(one -> moment < one.get("ended").asDouble())
                .count())
        .max()
        .orElse(0);
  }

  private static List<Double> times(List<JsonNode> news, String name) {
    return news.stream().map(one -> one.get(name).asDouble()).sorted().toList();
  }
}
