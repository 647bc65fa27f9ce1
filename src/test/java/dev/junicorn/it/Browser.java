package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A headless Chromium with nothing in it: Debian's, and Debian's driver. */
final class Browser implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path PICTURES = Path.of("target/console-pictures");

  private final ChromeDriver driver;

  /**
   * @param folder for its profile, empty
   */
  Browser(Path folder) {
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary("/usr/bin/chromium");
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--user-data-dir=" + folder);
    options.setCapability("goog:loggingPrefs", logs);
    // Named, it is not looked for, which Selenium does with a program of its own.
    System.setProperty("webdriver.chrome.driver", "/usr/bin/chromedriver");
    driver = new ChromeDriver(options);
  }

  Browser open(String address) {
    driver.get(address);
    return this;
  }

  /**
   * Sets what the page meets.
   *
   * @param scheme {@code light} or {@code dark}
   * @param width of the window, pixels
   */
  Browser as(String scheme, int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    return this;
  }

  WebElement find(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  /** Clicks on it, again where the page has just drawn it anew. */
  void click(String selector) {
    Await.until(
        "a click on " + selector,
        () -> {
          try {
            find(selector).click();
            return true;
          } catch (StaleElementReferenceException e) {
            return false;
          }
        });
  }

  int count(String selector) {
    return driver.findElements(By.cssSelector(selector)).size();
  }

  /** The text that is shown. */
  String text(String selector) {
    return find(selector).getText();
  }

  /** What has the focus now. */
  WebElement focused() {
    return driver.switchTo().activeElement();
  }

  void press(CharSequence... keys) {
    focused().sendKeys(keys);
  }

  void awaitText(String selector, String part) {
    Await.until(
        "\"" + part + "\" in " + selector,
        () -> {
          try {
            return text(selector).contains(part);
          } catch (org.openqa.selenium.WebDriverException e) {
            return false;
          }
        });
  }

  Object run(String script) {
    return Objects.requireNonNull(driver.executeScript(script), "the script gave nothing");
  }

  /** What the page has complained of so far; asking takes it away. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  /** The hosts that were asked for anything so far; asking takes it away. */
  Set<String> hosts() {
    Set<String> hosts = new TreeSet<>();
    for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
      JsonNode message = JSON.readTree(entry.getMessage()).get("message");
      if (message.get("method").asString().equals("Network.requestWillBeSent")) {
        URI asked = URI.create(message.at("/params/request/url").asString());
        if (asked.getHost() != null) {
          hosts.add(asked.getHost());
        }
      }
    }
    return hosts;
  }

  /** The name by which assistive technology knows an element. */
  String name(String selector) {
    return Objects.requireNonNullElse(find(selector).getAccessibleName(), "");
  }

  /** Takes the whole page into {@code target/console-pictures}. */
  void picture(String name) {
    Object image =
        driver
            .executeCdpCommand(
                "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true))
            .get("data");
    assertThat(image).isInstanceOf(String.class);
    try {
      Files.createDirectories(PICTURES);
      Files.write(
          PICTURES.resolve(name + ".png"), Base64.getDecoder().decode(String.valueOf(image)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
