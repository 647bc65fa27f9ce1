package dev.junicorn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.junicorn.plan.Sourced;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpRequestTest {

  @TempDir Path place;

  private UpRequest read(Map<String, String> environment, String... args) {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    return UpRequest.read(
        List.of(args),
        new Outside(environment, place, place, "1", ConfigFiles.UNREAD, nowhere, nowhere));
  }

  @Test
  void theFolderIsTheCurrentOneOrTheOneThatIsNamed() throws IOException {
    Path shop = Files.createDirectory(place.resolve("my shop"));
    assertThat(read(Map.of()).folder()).isEqualTo(place);
    assertThat(read(Map.of(), "-w3", "my shop", "--bind", ":80").folder()).isEqualTo(shop);
  }

  @Test
  void aFolderThatCannotBeServedIsNamed() throws IOException {
    Files.createFile(place.resolve("file"));
    assertThatThrownBy(() -> read(Map.of(), "none")).hasMessageContaining("no folder " + place);
    assertThatThrownBy(() -> read(Map.of(), "file")).hasMessageContaining("not a folder");
    assertThatThrownBy(() -> read(Map.of(), "a", "b")).hasMessageContaining("2 folders");
    assertThatThrownBy(() -> read(Map.of(), "--chdir", "a"))
        .hasMessageContaining("Write: junicorn up a");
  }

  @Test
  void theOptionOutranksTheVariable() {
    Map<String, String> environment = Map.of("STARTUP_COMMAND", "x y");
    assertThat(read(environment).startupCommand())
        .contains(new Sourced<>("x y", "STARTUP_COMMAND"));
    assertThat(read(environment, "--startup-command", "a b").startupCommand())
        .contains(new Sourced<>("a b", "--startup-command"));
    assertThat(read(Map.of("STARTUP_COMMAND", " \n")).startupCommand()).isEmpty();
  }

  @Test
  void aRelativeInterpreterStartsFromWhereItWasWritten() {
    assertThat(read(Map.of(), "--python", "venv/bin/python").python())
        .contains(place.resolve("venv/bin/python").toString());
    assertThat(read(Map.of(), "--python", "python3").python()).contains("python3");
  }

  @Test
  void whatMakesTheEnvironmentIsFollowedByWhatRunsTheApp() {
    Sourced<Path> runs = new Sourced<>(place.resolve("antenv/bin/python"), "antenv");
    assertThat(read(Map.of(), "--python", "python3").lines(runs).getLast())
        .isEqualTo(new Sourced<>(List.of("--python=" + runs.value()), "antenv"));
    assertThat(read(Map.of()).lines(runs).getLast().value()).isEmpty();
  }

  @Test
  void theServersOptionsAreListed() {
    assertThat(read(Map.of(), "-w", "3", "--startup-command", "x", "--prel").options())
        .containsExactlyInAnyOrder("--workers", "--preload");
  }
}
