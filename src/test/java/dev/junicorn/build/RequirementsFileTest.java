package dev.junicorn.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequirementsFileTest {

  @Test
  void keepsNumbersThroughCommentsBlankAndContinuedLines() {
    assertThat(
            RequirementsFile.parse(
                "# comment\r\n\r\nflask==3.0  # why\r\nspam \\\r\n  >=1\r\nurl @ https://x/#egg=a\r\n"))
        .containsExactly(
            new RequirementsFile.Line(3, "flask==3.0"),
            new RequirementsFile.Line(4, "spam   >=1"),
            new RequirementsFile.Line(6, "url @ https://x/#egg=a"));
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "Flask_Login>=1|flask-login",
        "zope.interface|zope-interface",
        "django[argon2]~=5.0|django",
        "a; python_version<'3.9'|a",
        "pkg @ file:///x|pkg",
        "./local|",
        "-e .|",
        "--no-index|",
        "https://x/y.whl|"
      },
      delimiter = '|')
  void readsTheNameThatIsThere(String text, String name) {
    assertThat(new RequirementsFile.Line(1, text).name()).isEqualTo(Optional.ofNullable(name));
  }

  @Test
  void followsEveryWayToIncludeAndLoopsOnce() {
    Map<Path, String> texts =
        Map.of(
            Path.of("/app/requirements.txt"),
            "-r a.txt\n--requirement=more/b.txt\n-cc.txt\n-r https://x/y.txt\n",
            Path.of("/app/a.txt"),
            "-r requirements.txt\nspam\n",
            Path.of("/app/more/b.txt"),
            "-r ../a.txt\n--requirement gone.txt\n",
            Path.of("/app/c.txt"),
            "spam<2\n");
    List<RequirementsFile> files =
        RequirementsFile.closure(
            Path.of("/app/requirements.txt"), path -> Optional.ofNullable(texts.get(path)));
    assertThat(files)
        .extracting(file -> file.file().toString())
        .containsExactly("/app/requirements.txt", "/app/a.txt", "/app/more/b.txt", "/app/c.txt");
  }

  @Test
  void filesThatIncludeEverMoreFilesEnd() {
    List<RequirementsFile> files =
        RequirementsFile.closure(
            Path.of("/0"),
            path -> Optional.of("-r " + (Integer.parseInt(path.toString().substring(1)) + 1)));
    assertThat(files).hasSize(200);
  }

  @Property
  void whateverIsInItIsReadWithoutHarm(@ForAll @Size(max = 200) String text) {
    long lines = text.split("\\R", -1).length;
    assertThat(RequirementsFile.parse(text))
        .allSatisfy(line -> {
          assertThat((long) line.number()).isBetween(1L, lines);
          assertThat(line.text()).isNotBlank();
        });
  }

  @Test
  void findsWhatAProjectFileWritesAsStrings() {
    String text = "[project]\ndependencies = [\n  \"flask>=3\",\n  'nosuch==1', \"b\"]\n";
    assertThat(RequirementsFile.inProject(Path.of("/p"), text).lines())
        .contains(
            new RequirementsFile.Line(3, "flask>=3"), new RequirementsFile.Line(4, "nosuch==1"));
  }
}
