package dev.junicorn.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What asks for a new environment, and what does not. */
class InputReaderTest {

  @TempDir Path temporary;

  private Workbench bench() {
    return new Workbench(temporary.resolve("app"));
  }

  private static Map<String, String> inputs(Workbench bench) {
    BuildSettings settings = new BuildSettings(Map.of(), true, false, List.of(), false, "test");
    InputReader reader =
        new InputReader(bench.plan(), settings, new Programs(bench.plan(), "/usr/bin"));
    try {
      return reader.read(Optional.empty(), List.of()).environment();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-e ., setup.py, spam.py",
    "-e ./lib, lib/setup.py, lib/spam.py",
    "--editable=./lib, lib/pyproject.toml, lib/spam.py",
    "., spam.py, media/upload.jpg",
    "./lib, lib/spam/page.html, media/upload.jpg",
  })
  void aRequirementOfAFolderHasWhatIsInstalledFromIt(
      String requirement, String counts, String doesNot) {
    Workbench bench =
        bench().requirements(requirement + "\n").file("lib/setup.py", "").file("spam.py", "");
    Map<String, String> before = inputs(bench);
    // What the installation itself writes.
    bench.file("spam.egg-info/PKG-INFO", "x").file("lib/spam.egg-info/PKG-INFO", "x");
    bench.file(requirement.contains("lib") ? "lib/build/lib/spam.py" : "build/lib/spam.py", "");
    bench.file(doesNot, "more");
    assertThat(inputs(bench)).isEqualTo(before);
    bench.file(counts, "more");
    assertThat(inputs(bench)).isNotEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({"UTF-8", "UTF-16LE", "UTF-16BE"})
  void whatAFileWithAByteOrderMarkIncludesCounts(String charset) throws IOException {
    Workbench bench = bench().requirements("").file("base.txt", "spam==1.0\n");
    Files.write(
        bench.app.resolve("requirements.txt"),
        "\uFEFF-r base.txt\n".getBytes(Charset.forName(charset)));
    assertThat(inputs(bench)).containsKey("base.txt");
  }
}
