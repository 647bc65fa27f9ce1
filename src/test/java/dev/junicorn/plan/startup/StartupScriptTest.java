package dev.junicorn.plan.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.junicorn.plan.ConfigError;
import dev.junicorn.plan.Sourced;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartupScriptTest {

  @TempDir Path folder;

  private StartupScript of(String setting) {
    return StartupScript.of(new Sourced<>(setting, "STARTUP_COMMAND"), folder);
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  @Test
  void appServicesFolderMeansTheAppsWhereThereIsNone() {
    Sourced<String> setting =
        new Sourced<>("gunicorn --chdir=/home/site/wwwroot/api app:app", "STARTUP_COMMAND");
    StartupScript mapped = StartupScript.of(setting, Path.of("/srv/shop"), Path.of("/no/such"));
    assertThat(mapped.text().value()).isEqualTo("gunicorn --chdir=/srv/shop/api app:app");
    assertThat(mapped.text().source()).contains("STARTUP_COMMAND", "stands for the folder");
    assertThat(StartupScript.of(setting, Path.of("/srv/shop"), Path.of("/")).text())
        .isEqualTo(setting);
  }

  @Test
  void aCommandIsForTheShell() {
    assertThat(of("  a && b\r\nc "))
        .isEqualTo(
            new StartupScript(
                new Sourced<>("a && b\nc", "STARTUP_COMMAND"),
                List.of("/bin/sh", "-c", "a && b\nc")));
  }

  @Test
  void theNameOfAFileMeansTheWholeFile() throws IOException {
    Path file = write("startup.txt", "# not this line\ngunicorn app:app\n");
    StartupScript script = of("startup.txt");
    assertThat(script.text())
        .isEqualTo(
            new Sourced<>("# not this line\ngunicorn app:app\n", "startup.txt (STARTUP_COMMAND)"));
    assertThat(script.words()).containsExactly("/bin/sh", file.toString());
    assertThat(of(file.toString()).words()).containsExactly("/bin/sh", file.toString());
  }

  @Test
  void aFileWithBlanksInItsNameIsAFile() throws IOException {
    Path file = write("start me.sh", "#!/usr/bin/env bash\nrun\n");
    assertThat(of("start me.sh").words()).containsExactly("/usr/bin/env", "bash", file.toString());
  }

  @Test
  void carriageReturnsAndByteOrderMarksAreTakenOut() throws IOException {
    Path file = write("startup.sh", "\uFEFF#!/bin/bash\r\nrun\r\n");
    StartupScript script = of("startup.sh");
    assertThat(script.text().value()).isEqualTo("#!/bin/bash\nrun\n");
    assertThat(script.words())
        .containsExactly("/bin/bash", "-c", "#!/bin/bash\nrun\n", file.toString());
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> of("startup.sh"))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining("STARTUP_COMMAND=startup.sh")
        .hasMessageContaining("no such file in " + folder);
  }

  @Test
  void aFileThatIsNoScriptIsRefused() throws IOException {
    write("large.sh", "#".repeat(200_000));
    assertThatThrownBy(() -> of("large.sh")).hasMessageContaining("larger than 102400 bytes");
    Files.write(folder.resolve("latin.sh"), "# caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> of("latin.sh")).hasMessageContaining("no text in UTF-8");
  }

  @Test
  void aNameThatIsNoPathIsACommand() {
    assertThat(of("a\0b").words()).containsExactly("/bin/sh", "-c", "a\0b");
  }
}
