package dev.junicorn.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonSearchTest {

  @TempDir Path folder;
  private final Map<String, String> environment = new TreeMap<>();

  @Test
  void theOrderIsNamedActiveBesideTheAppSystem() throws IOException {
    environment.put("PATH", "/does/not/exist:" + folder.resolve("usr/bin"));
    Path python = program("usr/bin/python");
    assertThat(find()).isEqualTo(new Sourced<>(python, "python on PATH"));
    Path python3 = program("usr/bin/python3");
    assertThat(find()).isEqualTo(new Sourced<>(python3, "python3 on PATH"));
    for (String name : new String[] {"venv", "antenv", ".venv"}) {
      Path inVenv = program("app/" + name + "/bin/python");
      assertThat(find()).isEqualTo(new Sourced<>(inVenv, name + " in " + folder.resolve("app")));
    }
    Path active = program("active/bin/python");
    environment.put("VIRTUAL_ENV", folder.resolve("active").toString());
    assertThat(find()).isEqualTo(new Sourced<>(active, "VIRTUAL_ENV"));
    assertThat(find("usr/bin/python")).isEqualTo(new Sourced<>(python, "--python"));
    assertThat(find("python3")).isEqualTo(new Sourced<>(python3, "--python"));
    assertThat(find(python.toString())).isEqualTo(new Sourced<>(python, "--python"));
  }

  @Test
  void aVirtualEnvironmentsLinkIsKept() throws IOException {
    Path real = program("usr/bin/python3.11");
    Path bin = Files.createDirectories(folder.resolve("app/.venv/bin"));
    Path link = Files.createSymbolicLink(bin.resolve("python"), real);
    assertThat(find().value()).isEqualTo(link);
  }

  @Test
  void aBrokenVirtualEnvironmentIsNotPassedOver() throws IOException {
    program("usr/bin/python3");
    environment.put("PATH", folder.resolve("usr/bin").toString());
    Path bin = Files.createDirectories(folder.resolve("app/venv/bin"));
    Files.createSymbolicLink(bin.resolve("python"), folder.resolve("gone"));
    assertThatThrownBy(this::find)
        .isInstanceOf(ConfigError.class)
        .hasMessageContainingAll("app/venv: this virtual environment", "python3 -m venv --clear");
    assertThat(broken()).containsExactly(folder.resolve("app/venv"));
  }

  @Test
  void aBrokenVirtualEnvironmentBesideOneThatWorksIsPassedOver() throws IOException {
    Files.createDirectories(folder.resolve("app/.venv"));
    Files.writeString(folder.resolve("app/.venv/pyvenv.cfg"), "home = C:\\Python311\n");
    Path python = program("app/venv/bin/python");
    assertThat(find().value()).isEqualTo(python);
    assertThat(broken()).containsExactly(folder.resolve("app/.venv"));
  }

  @Test
  void anEnvironmentThatWasMadeForAnotherPythonIsBroken() throws IOException {
    Path system = program("usr/bin/python3.11");
    Path bin = Files.createDirectories(folder.resolve("app/.venv/bin"));
    Files.createSymbolicLink(bin.resolve("python"), system);
    Files.createDirectories(folder.resolve("app/.venv/lib/python3.9/site-packages"));
    assertThatThrownBy(this::find)
        .hasMessageContainingAll("made for Python 3.9", "leads to Python 3.11", "--clear");
    assertThat(broken()).containsExactly(folder.resolve("app/.venv"));
    // python3 -m venv --upgrade leaves the old folder.
    Files.createDirectories(folder.resolve("app/.venv/lib/python3.11/site-packages"));
    assertThat(find().value()).isEqualTo(bin.resolve("python"));
    assertThat(broken()).isEmpty();
  }

  @Test
  void anActiveEnvironmentThatIsGoneIsBroken() {
    environment.put("VIRTUAL_ENV", folder.resolve("gone").toString());
    assertThat(broken()).containsExactly(folder.resolve("gone"));
  }

  @Test
  void whatABuildHasMadeIsNotBrokenButMadeAgain() throws IOException {
    Path made = Files.createDirectories(folder.resolve("app/.junicorn/environments/made"));
    Files.writeString(made.resolve("pyvenv.cfg"), "");
    Files.createSymbolicLink(folder.resolve("app/antenv"), made);
    assertThat(broken()).isEmpty();
    assertThatThrownBy(this::find).hasMessageContaining("junicorn build " + folder.resolve("app"));
  }

  @Test
  void aFolderThatOnlyHasTheNameIsPassedOver() throws IOException {
    Path python = program("usr/bin/python3");
    environment.put("PATH", folder.resolve("usr/bin").toString());
    Files.createDirectories(folder.resolve("app/venv/templates"));
    assertThat(find().value()).isEqualTo(python);
  }

  @Test
  void nothingFoundNamesWhatWasLookedFor() {
    assertThatThrownBy(this::find)
        .hasMessageContainingAll(
            "VIRTUAL_ENV (not set)",
            folder.resolve("app/.venv").toString(),
            folder.resolve("app/antenv").toString(),
            folder.resolve("app/venv").toString(),
            "python3 and python on PATH",
            "--python PATH");
  }

  @Test
  void aFileThatCannotBeExecutedIsRefused() throws IOException {
    Path file = program("usr/bin/python3");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> find(file.toString())).hasMessageContaining("not an executable file");
    assertThatThrownBy(() -> find("")).hasMessageContaining("--python: it is empty");
  }

  private Sourced<Path> find() {
    return search().find(Optional.empty());
  }

  private Sourced<Path> find(String named) {
    return search().find(Optional.of(named));
  }

  private List<Path> broken() {
    return search().broken().stream().map(PythonSearch.Broken::folder).toList();
  }

  private PythonSearch search() {
    return new PythonSearch(folder.resolve("app"), folder, environment);
  }

  private Path program(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
