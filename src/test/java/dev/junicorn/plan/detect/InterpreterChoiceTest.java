package dev.junicorn.plan.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.plan.AppPlan;
import dev.junicorn.plan.Sourced;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InterpreterChoiceTest {

  private static final Installed SYSTEM = installed("/usr/bin/python3", "3.11.2", false);
  private static final Installed OLD = installed("/opt/python/3.9.19/bin/python3", "3.9.19", false);
  private static final Installed NEW = installed("/opt/python/3.12.4/bin/python3", "3.12.4", false);
  private static final Installed NEWER =
      installed("/opt/python/3.12.6/bin/python3", "3.12.6", false);

  private final Map<String, Findings.TextFile> texts = new LinkedHashMap<>();

  @Test
  void theSystemsOwnWillDoWhereNothingElseIsWanted() {
    assertThat(chosen(SYSTEM, NEW)).isEqualTo("3.11.2");
    text("pyproject.toml", "[project]\nrequires-python = \">=3.9\"\n");
    assertThat(chosen(SYSTEM, NEW)).isEqualTo("3.11.2");
  }

  @Test
  void elseTheNewestThatIsWanted() {
    text(".python-version", "# for pyenv\n\n3.12\n3.11\n");
    assertThat(chosen(SYSTEM, OLD, NEW, NEWER)).isEqualTo("3.12.6");
  }

  @Test
  void whatWasNamedOrBelongsToAnEnvironmentStays() {
    text("runtime.txt", "python-3.12.6\r\n");
    AppPlan.Interpreter interpreter =
        choice().choose(List.of(installed("/app/.venv/bin/python", "3.9.1", true), NEWER));
    assertThat(interpreter.found()).hasValue("3.9.1");
    assertThat(interpreter.fits()).isFalse();
  }

  @Test
  void whereNoneIsWantedThatIsSaid() {
    text("runtime.txt", "python-3.13.1");
    InterpreterChoice choice = choice();
    assertThat(choice.choose(List.of(SYSTEM, OLD)).found()).hasValue("3.11.2");
    assertThat(choice.warnings())
        .containsExactly(
            "Python 3.13.1 is wanted (runtime.txt), and /usr/bin/python3 is 3.11.2 (the test). None"
                + " that is installed is the wanted one. Install it, or name it: --python PATH");
  }

  @Test
  void theVariableComesBeforeTheFiles() {
    text(".python-version", "3.11");
    AppPlan.Interpreter interpreter =
        new InterpreterChoice(findings(), Map.of("PYTHON_VERSION", "3.9"), "")
            .choose(List.of(SYSTEM, OLD));
    assertThat(interpreter.wanted()).hasValue(new Sourced<>("3.9", "PYTHON_VERSION"));
    assertThat(interpreter.found()).hasValue("3.9.19");
  }

  @Test
  void poetrysOwnSpellingIsRead() {
    text("pyproject.toml", "[tool.poetry.dependencies]\npython = \"^3.12\"\n");
    assertThat(chosen(SYSTEM, NEW)).isEqualTo("3.12.4");
  }

  @Test
  void withoutAnyPythonThatIsSaid() {
    InterpreterChoice choice = choice();
    assertThat(choice.choose(List.of()).path()).isEmpty();
    assertThat(choice.warnings().getFirst()).startsWith("No Python is installed.");
  }

  private String chosen(Installed... installed) {
    return choice().choose(List.of(installed)).found().orElseThrow();
  }

  private InterpreterChoice choice() {
    return new InterpreterChoice(findings(), Map.of(), "");
  }

  private Findings findings() {
    return new Findings("3.11.2", Map.of(), texts, List.of(), 0, "", "");
  }

  private void text(String path, String content) {
    texts.put(path, new Findings.TextFile(path, content, ""));
  }

  private static Installed installed(String path, String version, boolean isFixed) {
    return new Installed(
        new Sourced<>(Path.of(path), "the test"),
        PythonVersion.parse(version).orElseThrow(),
        isFixed);
  }
}
