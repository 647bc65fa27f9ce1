package dev.junicorn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.junicorn.plan.ConfigError;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders that a user may not enter, for tests that run as root, who may enter all. */
class NamedFolderTest {

  @TempDir Path home;

  private Path app;

  @BeforeEach
  void anAppInAHome() throws Exception {
    app = Files.createDirectories(home.resolve("shop/app"));
  }

  @Test
  void aFolderThatMayNotBeEnteredIsNamed() {
    assertThatThrownBy(() -> check(app, app))
        .isInstanceOf(ConfigError.class)
        .hasMessageStartingWith("--chdir: this user may not enter " + app + ". ")
        .hasMessageContaining("Run it as one who may");
  }

  /** What is below it cannot be seen, so that it would be said not to be there. */
  @Test
  void theFolderAboveThatStandsInTheWayIsNamed() {
    assertThatThrownBy(() -> check(app, home.resolve("shop")))
        .hasMessageContaining("this user may not enter " + home.resolve("shop") + ". ");
    assertThatThrownBy(() -> check(app.resolve("nothing/there"), home.resolve("shop")))
        .hasMessageContaining("this user may not enter " + home.resolve("shop") + ". ");
  }

  @Test
  void ofOneThatMayBeEnteredAndOfOneThatIsNotThereNothingIsSaid() {
    assertThat(app).isDirectory();
    check(app, home.resolve("other"));
    check(app.resolve("nothing/there"), home.resolve("other"));
  }

  private static void check(Path folder, Path closed) {
    NamedFolder.check(
        folder,
        part -> !part.equals(closed),
        (why, remedy) -> new ConfigError("--chdir", why, remedy));
  }
}
