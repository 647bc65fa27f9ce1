package dev.junicorn.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The page's own files, from the jar: they hold no data of the server. Read when the console is
 * made, so that no request waits for a disk.
 */
final class Assets {

  private static final String FOLDER = "/console/";
  private static final String INDEX = "index.html";

  private static final List<String> FILES =
      List.of(
          INDEX,
          "console.css",
          "icon.svg",
          "chart.umd.min.js",
          "main.js",
          "api.js",
          "charts.js",
          "control.js",
          "curve.js",
          "dom.js",
          "findings.js",
          "format.js",
          "headline.js",
          "sizing.js",
          "slots.js",
          "slow.js",
          "stack.js");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private final Map<String, Page> pages = new HashMap<>();

  Assets() {
    for (String name : FILES) {
      pages.put("/page/" + name, read(name));
    }
    pages.put("/", read(INDEX));
  }

  /** What is at this path, if anything. */
  Optional<Page> at(String path) {
    return Optional.ofNullable(pages.get(path));
  }

  private static Page read(String name) {
    String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), Page.TEXT);
    try (InputStream file = Assets.class.getResourceAsStream(FOLDER + name)) {
      if (file == null) {
        throw new IllegalStateException("the jar lacks " + FOLDER + name);
      }
      return Page.of(200, type, file.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
