package dev.junicorn.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.exchange.Endpoints;
import dev.junicorn.exchange.Header;
import dev.junicorn.exchange.RequestHead;
import dev.junicorn.exchange.ResponseHead;
import dev.junicorn.testing.FakeExchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is told what. */
class ConsoleTest {

  private static final String TOKEN = "0123456789abcdef";
  private Health health = new Health(true, "Requests are answered.");
  private final Console open = console(Optional.empty());
  private final Console guarded = console(Optional.of(TOKEN));
  private final Console controlled =
      console(Optional.of(TOKEN), Optional.of(new FakeFeed(FakeFeed.Scene.CALM, 0)));

  @Test
  void healthIsTwoAnswers() {
    assertThat(get(open, "/livez").status()).isEqualTo(200);
    assertThat(get(open, "/readyz").status()).isEqualTo(200);
    health = new Health(false, "No worker has booted yet.");
    assertThat(get(open, "/livez").status()).isEqualTo(200);
    assertThat(get(open, "/readyz").status()).isEqualTo(503);
  }

  @Test
  void metricsHavePrometheusType() {
    ResponseHead answer = get(open, "/metrics");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers())
        .contains(new Header("Content-Type", "text/plain; version=0.0.4; charset=utf-8"));
  }

  @Test
  void everythingButHealthAsksForTheToken() {
    for (String path : List.of("/metrics", "/api/now", "/events", "/nowhere")) {
      assertThat(get(guarded, path).status()).isEqualTo(401);
      assertThat(get(guarded, path, bearer("wrong")).status()).isEqualTo(401);
      assertThat(get(guarded, path, bearer(TOKEN + "0")).status()).isEqualTo(401);
      assertThat(get(guarded, path, new Header("Authorization", TOKEN)).status()).isEqualTo(401);
      assertThat(get(guarded, path, bearer(TOKEN)).status()).isNotEqualTo(401);
    }
    assertThat(get(guarded, "/livez").status()).isEqualTo(200);
    assertThat(get(guarded, "/readyz").status()).isEqualTo(200);
  }

  @Test
  void thePageThatAsksForTheTokenAsksForNone() {
    assertThat(get(guarded, "/").status()).isEqualTo(200);
    assertThat(get(guarded, "/page/main.js").status()).isEqualTo(200);
    assertThat(get(open, "/", host("evil.example.org")).status()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site"})
  void pagesOfOtherSitesReadNothing(String site) {
    Header from = new Header("Sec-Fetch-Site", site);
    assertThat(get(open, "/api/now", from).status()).isEqualTo(403);
    assertThat(get(open, "/events", from).status()).isEqualTo(403);
    assertThat(get(guarded, "/api/now", bearer(TOKEN), from).status()).isEqualTo(403);
    assertThat(get(open, "/", from).status()).as("a link to it").isEqualTo(200);
  }

  @Test
  void theTokenServesUnderAnyName() {
    assertThat(get(guarded, "/metrics", bearer(TOKEN), host("metrics.example.org")).status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example.org", "127.0.0.1.example.org", "localhost.example.org", ""})
  void withoutATokenItAnswersToThisMachinesNamesOnly(String name) {
    assertThat(get(open, "/metrics", host(name)).status()).isEqualTo(403);
    assertThat(get(open, "/readyz", host(name)).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST:9090", "127.0.0.1:9090", "[::1]:9090"})
  void thisMachineHasSeveralNames(String name) {
    assertThat(get(open, "/metrics", host(name)).status()).isEqualTo(200);
  }

  @Test
  void itIsForReading() {
    ResponseHead answer = ask(open, "POST", "/metrics", List.of(host("localhost")));
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.headers()).contains(new Header("Allow", "GET, HEAD"));
    assertThat(ask(open, "HEAD", "/metrics", List.of(host("localhost"))).status()).isEqualTo(200);
  }

  @Test
  void whereItIsAllowedWhoHasTheTokenMayChangeTheSize() {
    Header token = bearer(TOKEN);
    assertThat(order("/api/scale", "workers=3&threads=14", token).received())
        .contains("\"done\":true", "Now 3 workers with 14 threads each.");
    assertThat(order("/api/scale", "workers=3&threads=100", token).received())
        .contains("\"done\":false", "asked by 192.0.2.7");
    assertThat(order("/api/scale", "workers=1&threads=1000", token).status()).isEqualTo(200);
    assertThat(order("/api/reload", "", token).received()).contains("SyntaxError");
    assertThat(order("/api/scale", "workers=3&threads=14").status()).isEqualTo(401);
    assertThat(order("/api/reload", "", bearer("wrong")).status()).isEqualTo(401);
    assertThat(order("/api/reload", "", token, new Header("Sec-Fetch-Site", "cross-site")).status())
        .isEqualTo(403);
    assertThat(order("/api/stop", "", token).status()).isEqualTo(404);
    assertThat(get(controlled, "/api/scale", token).status()).as("by GET").isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "workers=3",
        "threads=3&workers=3",
        "workers=0&threads=1",
        "workers=1&threads=1001",
        "workers=-1&threads=1",
        "workers=1&threads=1&x=1"
      })
  void aSizeThatIsNotUnderstoodIsRefused(String query) {
    FakeExchange answer = order("/api/scale", query, bearer(TOKEN));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.received()).contains("/api/scale?workers=N&threads=N");
  }

  @Test
  void nothingOfItMayBeFramedOrKept() {
    for (String path : List.of("/", "/livez", "/metrics", "/nowhere")) {
      assertThat(get(open, path).headers())
          .extracting(Header::name)
          .contains("Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options")
          .contains("Cache-Control", "Referrer-Policy", "Content-Length");
    }
  }

  private Console console(Optional<String> token) {
    return console(token, Optional.empty());
  }

  private Console console(Optional<String> token, Optional<ConsoleControl> control) {
    return new Console(
        token, () -> health, () -> "numbers 1\n", ConsoleFeed.NOTHING, control, Runnable::run);
  }

  private FakeExchange order(String path, String query, Header... headers) {
    FakeExchange exchange =
        new FakeExchange(
            new RequestHead(
                "POST",
                path,
                path,
                query,
                "HTTP/1.1",
                "http",
                List.of(headers),
                new Endpoints("192.0.2.7", "", "", "")));
    controlled.handle(exchange);
    return exchange;
  }

  private static Header bearer(String token) {
    return new Header("Authorization", "Bearer " + token);
  }

  private static Header host(String name) {
    return new Header("Host", name);
  }

  private static ResponseHead get(Console console, String path, Header... headers) {
    List<Header> all = new ArrayList<>(List.of(headers));
    if (all.stream().noneMatch(header -> header.is("Host"))) {
      all.add(host("127.0.0.1:9090"));
    }
    return ask(console, "GET", path, all);
  }

  private static ResponseHead ask(
      Console console, String method, String path, List<Header> headers) {
    FakeExchange exchange = new FakeExchange(FakeExchange.head(method, path, headers));
    console.handle(exchange);
    return exchange.answer();
  }
}
