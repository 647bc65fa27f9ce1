package dev.junicorn.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page is whole, and keeps to its own policy. */
class AssetsTest {

  private static final Path SOURCES = Path.of("src/main/resources/console");
  private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"(page/[^\"]+)\"");
  private static final Pattern IMPORT = Pattern.compile("from \"\\./([^\"]+)\"");

  private final Assets assets = new Assets();

  @Test
  void whatThePageRefersToIsThere() {
    List<String> references = groups(REFERENCE, text("/"));
    assertThat(references).contains("page/main.js", "page/console.css", "page/chart.umd.min.js");
    assertThat(references).allSatisfy(name -> assertThat(assets.at("/" + name)).isPresent());
  }

  @Test
  void everyModuleThatIsImportedIsThereAndEveryFileIsServed() throws Exception {
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file : files.toList()) {
        String path = "/page/" + file.getFileName();
        assertThat(assets.at(path)).as(path).isPresent();
        if (path.endsWith(".js")) {
          assertThat(groups(IMPORT, text(path)))
              .allSatisfy(name -> assertThat(assets.at("/page/" + name)).as(name).isPresent());
        }
      }
    }
  }

  @Test
  void nothingIsInlineAndNothingComesFromElsewhere() {
    assertThat(text("/"))
        .doesNotContainPattern("<script(?![^>]*src=)")
        .doesNotContain("<style")
        .doesNotContainPattern("\\sstyle=")
        .doesNotContainPattern("\\son[a-z]+=")
        .doesNotContain("://");
    assertThat(text("/page/console.css")).doesNotContain("url(").doesNotContain("@import");
  }

  @Test
  void onlyTheFilesOfThePageAreServed() {
    assertThat(assets.at("/page/")).isEmpty();
    assertThat(assets.at("/page/../main.js")).isEmpty();
    assertThat(assets.at("/page/LICENSE")).isEmpty();
  }

  @Test
  void typesAreWhatBrowsersInsistOn() {
    assertThat(assets.at("/").orElseThrow().type()).startsWith("text/html");
    assertThat(assets.at("/page/main.js").orElseThrow().type()).startsWith("text/javascript");
    assertThat(assets.at("/page/console.css").orElseThrow().type()).startsWith("text/css");
    assertThat(assets.at("/page/icon.svg").orElseThrow().type()).isEqualTo("image/svg+xml");
  }

  private String text(String path) {
    return StandardCharsets.UTF_8
        .decode(assets.at(path).orElseThrow().body().duplicate())
        .toString();
  }

  private static List<String> groups(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult found) -> found.group(1)).toList();
  }
}
