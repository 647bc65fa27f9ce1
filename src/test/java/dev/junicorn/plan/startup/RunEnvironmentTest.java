package dev.junicorn.plan.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunEnvironmentTest {

  @TempDir Path folder;

  @Test
  void commandsGetWhatAppServiceWouldSet() {
    Map<String, String> all =
        new RunEnvironment(Map.of("PATH", "/bin", "X", "1"), folder, Path.of("/usr/bin/python3"))
            .forCommands(4);
    assertThat(all)
        .isEqualTo(
            Map.of(
                "X", "1",
                "HOST", "0.0.0.0",
                "PORT", "8000",
                "NUM_CORES", "4",
                "APP_PATH", folder.toString(),
                "PATH", "/bin:" + folder));
  }

  @Test
  void whatIsSetStays() {
    assertThat(
            new RunEnvironment(
                    Map.of("HOST", "::", "PORT", "80", "NUM_CORES", "1"), folder, Path.of("/p"))
                .forCommands(4))
        .containsEntry("HOST", "::")
        .containsEntry("PORT", "80")
        .containsEntry("NUM_CORES", "1");
  }

  @Test
  void aVirtualEnvironmentIsActive() throws IOException {
    Path bin = Files.createDirectories(folder.resolve("antenv/bin"));
    Files.createFile(folder.resolve("antenv/pyvenv.cfg"));
    RunEnvironment environment =
        new RunEnvironment(Map.of("PATH", "/bin"), folder, bin.resolve("python"));
    assertThat(environment.activation())
        .isEqualTo(
            Map.of("VIRTUAL_ENV", folder.resolve("antenv").toString(), "PATH", bin + ":/bin"));
    assertThat(environment.forCommands(1)).containsEntry("PATH", bin + ":/bin:" + folder);
  }
}
