package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.console.FakeConsole;
import dev.junicorn.console.FakeFeed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/**
 * The console's page in a real browser: with a real server under load, and with a made-up one where
 * a finding, an advice or a fault is to be seen at once.
 */
class ConsolePageIT {

  private static final Pattern CONSOLE =
      Pattern.compile("Console at: (http://127\\.0\\.0\\.1:\\d+)$");
  private static final String DRAWN =
      "return [...document.querySelectorAll('canvas')].every((one) =>"
          + " Math.abs(Chart.getChart(one).width - one.parentNode.clientWidth) < 2)";
  private static final String HEAT = "document.querySelector('.heat-box .scroll')";
  private static final String TOKEN = "0123456789abcdef";

  @TempDir static Path folder;
  private static Browser browser;

  @RegisterExtension final Servers servers = new Servers();

  @BeforeAll
  static void start() throws Exception {
    browser = new Browser(Files.createTempDirectory(folder, "profile"));
  }

  @AfterAll
  static void stop() {
    browser.close();
  }

  @AfterEach
  void leave() {
    browser.open("about:blank");
    browser.complaints();
    browser.hosts();
  }

  @Test
  void underLoadItSaysHowFullTheSlotsAreAndWhereTheyAre() {
    Junicorn server =
        servers.serve(
            "hello", "--workers=1", "--threads=2", "--timeout=600", "--console=127.0.0.1:0");
    Gate gate = servers.gate();
    List<CompletableFuture<Integer>> load =
        IntStream.range(0, 5).mapToObj(i -> server.web().statusLater(gate.path())).toList();
    browser.as("light", 1400, 900).open(server.awaitLine(CONSOLE).group(1));
    browser.awaitText("#headline", "2 of 2 slots are busy, 3 requests wait, the oldest for ");
    assertThat(browser.name("#slots button"))
        .as("it contains what is seen")
        .startsWith("Worker 1, thread 0: busy, ")
        .contains("s GET /sleep?gate=");
    browser.click("#slots button");
    browser.awaitText("#stack-text", "app.py\", line ");
    assertThat(browser.text("#stack-text")).contains("in sleep").contains("in wait_at");
    assertThat(browser.text("#stack-title")).isEqualTo("GET " + gate.path());
    browser.press(Keys.ESCAPE);
    Await.until("the dialog is closed", () -> browser.count("#stack[open]") == 0);
    gate.open();
    load.forEach(answer -> assertThat(answer.join()).isEqualTo(200));
    browser.awaitText("#headline", "All 2 slots are free, nobody waits.");
    browser.awaitText("#slow", "/sleep");
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.hosts()).containsExactly("127.0.0.1");
  }

  @ParameterizedTest
  @CsvSource({"light, 1300", "light, 1920", "dark, 1400", "light, 360", "dark, 360"})
  void itIsWholeInAnyLightAndWidth(String scheme, int width) {
    try (FakeConsole console = fake(FakeFeed.Scene.FULL, Optional.empty())) {
      browser.as(scheme, width, 900).open(console.origin());
      browser.awaitText("#headline", "18 of 18 slots are busy, 7 requests wait");
      browser.awaitText("#sizing", "Take 3 workers with 14 threads");
      browser.awaitText("#link", "Live");
      assertThat(browser.name(".curves canvas"))
          .startsWith("Queue wait p95 by threads of each worker, with 3 workers: 1: ");
      assertThat(browser.text("#findings")).contains("All 18 slots are busy").contains("--threads");
      assertThat(browser.count("#slots button")).isEqualTo(18);
      assertThat(browser.count("#charts canvas")).isEqualTo(6);
      assertThat(browser.run("return document.documentElement.scrollWidth"))
          .as("nothing sticks out")
          .isEqualTo((long) width);
      assertThat(browser.run("return " + HEAT + ".scrollWidth > " + HEAT + ".clientWidth"))
          .as("the sizes are cut off")
          .isEqualTo(width < 700);
      assertThat(browser.count(".heat .left-out[title^='Not reckoned']")).isEqualTo(8);
      Await.until("the charts have their sizes", () -> browser.run(DRAWN).equals(true));
      browser.picture(scheme + "-" + width);
      assertThat(browser.complaints()).isEmpty();
      assertThat(browser.hosts()).containsExactly("127.0.0.1");
    }
  }

  @Test
  void everythingHasAName() {
    try (FakeConsole console = fake(FakeFeed.Scene.FULL, Optional.empty())) {
      browser.as("light", 1400, 900).open(console.origin());
      browser.awaitText("#sizing", "Take 3 workers");
      assertThat(browser.name("#slots")).isEqualTo("Slots");
      assertThat(browser.name("#charts canvas"))
          .startsWith("Requests by answer, the last 5 minutes");
      assertThat(browser.name("#size-workers")).isEqualTo("Workers");
      assertThat(browser.name("#size-threads")).isEqualTo("Threads each");
      assertThat(browser.name("#meter")).isEqualTo("18 of 18 slots busy, 7 requests waiting");
      assertThat(
              browser.run(
                  "return [...document.querySelectorAll('button, input, canvas, section, a')]"
                      + ".filter((one) => one.checkVisibility() && !one.textContent.trim()"
                      + " && !one.ariaLabel && !one.labels?.length"
                      + " && !one.getAttribute('aria-labelledby')).map((one) => one.outerHTML)"))
          .isEqualTo(List.of());
    }
  }

  @Test
  void theKeyboardIsEnough() {
    try (FakeConsole console = fake(FakeFeed.Scene.FULL, Optional.empty())) {
      browser.as("light", 1400, 900).open(console.origin());
      browser.awaitText("#sizing", "Take 3 workers");
      browser.run("document.querySelector('#slots button').focus(); return true");
      browser.press(Keys.ARROW_RIGHT);
      browser.press(Keys.ARROW_DOWN);
      assertThat(browser.focused().getAccessibleName()).startsWith("Worker 2, thread 1:");
      browser.press(Keys.ENTER);
      browser.awaitText("#stack-text", "/srv/shop/views.py");
      browser.press(Keys.ESCAPE);
      Await.until("the dialog is closed", () -> browser.count("#stack[open]") == 0);
      assertThat(browser.focused().getAccessibleName()).startsWith("Worker 2, thread 1:");
      browser.run("document.querySelector('#size-threads').focus(); return true");
      browser.press(Keys.HOME);
      browser.awaitText(".prediction", "3 × 1");
      assertThat(browser.text(".prediction")).contains("22.2");
    }
  }

  @Test
  void theTokenIsAskedForAndKept() {
    try (FakeConsole console = fake(FakeFeed.Scene.CALM, Optional.of(TOKEN))) {
      browser.as("light", 1400, 900).open(console.origin());
      browser.awaitText("#token-title", "asks for its token");
      assertThat(browser.text("#plain")).as("links that send no token").isEmpty();
      browser.find("#token").sendKeys("wrong-wrong-wrong" + Keys.ENTER);
      browser.awaitText("#token-error", "not the token");
      browser.find("#token").sendKeys(TOKEN + Keys.ENTER);
      browser.awaitText("#headline", "6 of 18 slots are busy, nobody waits.");
      browser.awaitText("#link", "Live");
      assertThat(browser.run("return document.cookie + location.href"))
          .asString()
          .doesNotContain(TOKEN);
      browser.open(console.origin());
      browser.awaitText("#headline", "6 of 18 slots are busy");
    }
  }

  @Test
  void aServerThatIsGoneIsSaidToBeGoneAndIsFoundAgain() {
    FakeConsole console = fake(FakeFeed.Scene.CALM, Optional.empty());
    int port = console.port();
    browser.as("light", 1400, 900).open(console.origin());
    browser.awaitText("#link", "Live");
    assertThat(browser.text("#plain")).contains("/metrics");
    console.close();
    browser.awaitText("#notice", "The server does not answer. What you see is from ");
    assertThat(browser.text("#headline")).contains("6 of 18");
    FakeFeed busy = new FakeFeed(FakeFeed.Scene.FULL, System.currentTimeMillis());
    try (FakeConsole again = new FakeConsole(busy, Optional.empty(), port, folder)) {
      // By script: where the page has found it by itself, the button is there no more.
      browser.run("document.querySelector('#retry').click(); return true");
      browser.awaitText("#headline", "18 of 18 slots are busy");
      Await.until("the notice is gone", () -> browser.text("#notice").isEmpty());
      assertThat(again.port()).isEqualTo(port);
    }
  }

  @Test
  void beforeTheFirstLookItSaysSo() {
    FakeFeed feed = new FakeFeed(FakeFeed.Scene.STARTING, System.currentTimeMillis());
    try (FakeConsole console = new FakeConsole(feed, Optional.empty(), 0, folder)) {
      browser.as("light", 1400, 900).open(console.origin());
      browser.awaitText(".only-starting", "Nothing has been seen yet.");
      feed.play(FakeFeed.Scene.CALM);
      browser.awaitText("#headline", "6 of 18 slots are busy");
      assertThat(browser.text("#findings")).contains("finds nothing wrong");
      assertThat(browser.text("#sizing")).contains("12 requests were answered");
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void theRealServersPageAsksForTheTokenToo() {
    Junicorn server =
        servers.launch(
            Junicorn.APPS.resolve("hello"),
            "app:app",
            Map.of("JUNICORN_CONSOLE_TOKEN", TOKEN),
            "--workers",
            "1",
            "--console",
            "127.0.0.1:0");
    server.awaitReady(1);
    browser.as("light", 1400, 900).open(server.awaitLine(CONSOLE).group(1));
    browser.awaitText("#token-title", "asks for its token");
    browser.find("#token").sendKeys(TOKEN + Keys.ENTER);
    browser.awaitText("#headline", "nobody waits.");
  }

  @Test
  void whereItIsAllowedTheSizeIsChangedFromThePage() {
    Junicorn server =
        servers.launch(
            Junicorn.APPS.resolve("computes-and-waits"),
            "app:app",
            Map.of("JUNICORN_CONSOLE_TOKEN", TOKEN),
            "--workers",
            "1",
            "--threads",
            "1",
            "--console",
            "127.0.0.1:0",
            "--console-allow-control");
    server.awaitReady(1);
    try (Load load = Load.on(server, 4, "/?wait=0.05")) {
      Await.until("there is something to reckon with", () -> load.answered() >= 60);
      browser.as("light", 1400, 900).open(server.awaitLine(CONSOLE).group(1));
      browser.awaitText("#token-title", "asks for its token");
      browser.find("#token").sendKeys(TOKEN + Keys.ENTER);
      browser.awaitText("#sizing", "Use this size now");
      browser.run("window.confirm = () => true; return true");
      browser.click(".resize");
      browser.awaitText("#outcome", "Now 1 worker with ");
      server.awaitLine("Asked in the console by 127.0.0.1: \\d+ x \\d+ \\(workers x threads\\)");
      browser.click("#reload");
      browser.awaitText("#outcome", "Reloaded: generation 2 serves");
      assertThat(load.end().failed()).isZero();
      assertThat(browser.complaints())
          .allMatch(line -> line.contains("401"), "the first question, without the token");
    }
  }

  private static FakeConsole fake(FakeFeed.Scene scene, Optional<String> token) {
    return new FakeConsole(new FakeFeed(scene, System.currentTimeMillis()), token, 0, folder);
  }
}
