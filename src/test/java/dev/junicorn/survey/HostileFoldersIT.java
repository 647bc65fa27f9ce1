package dev.junicorn.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.junicorn.plan.AppPlan;
import dev.junicorn.plan.AppPlanJson;
import dev.junicorn.plan.ConfigError;
import dev.junicorn.plan.Installer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Folders that nobody would make on purpose, or only to harm: a plan comes, in bounded time, and
 * nothing outside the folder is read.
 */
@Timeout(120)
class HostileFoldersIT {

  private static final String APP = "from flask import Flask\napp = Flask(__name__)\n";

  @TempDir Path temporary;

  @ParameterizedTest
  @ValueSource(
      strings = {"a b", "it's", "$HOME", "`id`", "\"quoted\"", "Jörg 日本", "new\nline", "-rf", "*"})
  void aFolderMayHaveAnyName(String name) throws IOException {
    Path folder = Files.createDirectory(temporary.resolve(name));
    Files.writeString(folder.resolve("app.py"), APP);
    assertThat(spec(folder)).isEqualTo("app:app");
    Path below = Files.createDirectory(folder.resolve("below " + name));
    Files.move(folder.resolve("app.py"), below.resolve("app.py"));
    AppPlan.App app = app(folder);
    assertThat(app.directory()).isEqualTo(below);
  }

  @Test
  void linksInCirclesEnd() throws IOException {
    Files.createSymbolicLink(temporary.resolve("loop"), temporary);
    Files.createSymbolicLink(temporary.resolve("app.py"), Path.of("app.py"));
    Files.writeString(temporary.resolve("main.py"), APP);
    assertThat(spec(temporary)).isEqualTo("main:app");
    assertThat(why(temporary, "app.py")).isNotEmpty();
  }

  @Test
  void aLinkOutOfTheFolderIsNotFollowed() throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("folder"));
    Path secret = Files.writeString(temporary.resolve("secret.py"), APP);
    Files.createSymbolicLink(folder.resolve("app.py"), secret);
    Files.createSymbolicLink(folder.resolve("requirements.txt"), secret);
    Files.createSymbolicLink(folder.resolve("below"), temporary);
    assertThat(Plans.of(folder, Map.of()).start()).isInstanceOf(AppPlan.Nothing.class);
    assertThat(why(folder, "app.py")).contains("leads out of the folder");
    assertThat(why(folder, "requirements.txt")).contains("leads out of the folder");
    assertThat(Plans.of(folder, Map.of()).dependencies().installer().value())
        .isEqualTo(Installer.NONE);
  }

  @Test
  void aLinkInsideTheFolderIsFollowed() throws IOException {
    Files.createDirectory(temporary.resolve("real"));
    Files.writeString(temporary.resolve("real/site.py"), APP);
    Files.createSymbolicLink(temporary.resolve("app.py"), Path.of("real/site.py"));
    assertThat(spec(temporary)).isEqualTo("app:app");
  }

  @Test
  void namesThatLeadOutAreNotFollowed() throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("folder"));
    Files.writeString(temporary.resolve("outside.py"), APP);
    Files.writeString(folder.resolve("app.py"), APP);
    for (String name : List.of("../outside.py", "/etc/passwd", temporary + "/outside.py")) {
      AppPlan plan = Plans.of(folder, Map.of("FLASK_APP", name));
      assertThat(((AppPlan.App) plan.start()).spec().value()).isEqualTo("app:app");
      assertThat(plan.rejected().getFirst().why()).contains("there is no module");
    }
    assertThatThrownBy(
            () -> Plans.of(folder, Map.of("CUSTOM_REQUIREMENTSTXT_PATH", "../outside.py")))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining("leads out of the app's folder");
  }

  @Test
  void fiftyThousandFilesAreNotTooMany() throws IOException {
    for (int i = 0; i < 50; i++) {
      Path folder = Files.createDirectory(temporary.resolve("data" + i));
      for (int j = 0; j < 1000; j++) {
        Files.createFile(folder.resolve(j + ".csv"));
      }
    }
    Path late = Files.createDirectory(temporary.resolve("web"));
    Files.writeString(late.resolve("app.py"), APP);
    AppPlan plan = Plans.of(temporary, Map.of());
    assertThat(((AppPlan.App) plan.start()).directory()).isEqualTo(late);
    assertThat(plan.warnings()).noneMatch(warning -> warning.contains("Not everything"));
  }

  @Test
  void ofThousandsOfModulesTheLikelyOnesAreRead() throws IOException {
    for (int i = 0; i < 3000; i++) {
      Files.writeString(temporary.resolve("a" + i + ".py"), "x = 1\n");
    }
    Files.writeString(temporary.resolve("app.py"), APP);
    AppPlan plan = Plans.of(temporary, Map.of());
    assertThat(((AppPlan.App) plan.start()).spec().value()).isEqualTo("app:app");
    assertThat(plan.warnings())
        .anyMatch(warning ->
            warning.startsWith("Not everything was read: there are more than 2000 Python files."));
  }

  @Test
  void aListThatHelpsNobodyIsCutOff() throws IOException {
    for (int i = 0; i < 100; i++) {
      Files.writeString(temporary.resolve("a" + i + ".py"), "print 'Python 2'\n");
    }
    assertThat(Plans.of(temporary, Map.of()).rejected())
        .hasSize(61)
        .last()
        .isEqualTo(new AppPlan.Rejected("40 more", "only 60 are listed"));
  }

  @Test
  void foldersInFoldersEnd() throws IOException {
    Path folder = temporary;
    for (int i = 0; i < 150; i++) {
      folder = Files.createDirectory(folder.resolve("d"));
    }
    Files.writeString(folder.resolve("app.py"), APP);
    Files.writeString(temporary.resolve("app.py"), APP);
    assertThat(spec(temporary)).isEqualTo("app:app");
  }

  @Test
  void aHugeFileIsNotRead() throws IOException {
    Files.writeString(temporary.resolve("app.py"), "x = 1\n".repeat(1_700_000));
    Files.writeString(temporary.resolve("main.py"), APP);
    assertThat(spec(temporary)).isEqualTo("main:app");
    assertThat(why(temporary, "app.py")).isEqualTo("it is larger than 512 KB, and was not read");
  }

  @Test
  void whatIsNoFileIsNotOpened() throws Exception {
    assertThat(
            new ProcessBuilder("mkfifo", temporary.resolve("app.py").toString())
                .inheritIO()
                .start()
                .waitFor())
        .isZero();
    Files.createDirectory(temporary.resolve("wsgi.py"));
    Files.writeString(temporary.resolve("main.py"), APP);
    assertThat(spec(temporary)).isEqualTo("main:app");
    assertThat(why(temporary, "app.py")).isEqualTo("it is no regular file");
  }

  @Test
  void whatMayNotBeReadIsSaid() throws IOException {
    Path file = Files.writeString(temporary.resolve("app.py"), APP);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    Files.writeString(temporary.resolve("main.py"), APP);
    if (Files.isReadable(file)) {
      // Root reads everything.
      assertThat(spec(temporary)).isEqualTo("app:app");
    } else {
      assertThat(why(temporary, "app.py")).isEqualTo("it cannot be read: Permission denied");
    }
  }

  @Test
  void sourcesThatBreakTheParserAreSaid() throws IOException {
    Files.writeString(temporary.resolve("main.py"), APP);
    assertProblem("app = (", "Python 3.11 cannot read it, line 1: '(' was never closed");
    assertProblem("app = 1\n\0", "null bytes");
    assertProblem("# coding: no-such-code\napp = 1\n", "unknown encoding");
    assertProblem("# coding: hex\napp = 1\n", "cannot read it");
    assertProblem("app = " + "(".repeat(10_000), "too many nested parentheses");
    assertProblem("app = " + "-".repeat(100_000) + "1\n", "");
    assertProblem("app = " + "f(".repeat(150) + ")".repeat(150) + "\n", "");
    assertProblem("app = x" + ".y".repeat(20_000) + "\n", "");
    assertProblem("app = " + "1 + ".repeat(20_000) + "1\n", "");
    assertProblem("if a:\n  pass\n" + "elif b:\n  pass\n".repeat(3_000), "");
    assertProblem("app = " + "9".repeat(100_000) + "\n", "");
    Files.write(
        temporary.resolve("app.py"), "app = '\u00e9'\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(why(temporary, "app.py")).contains("cannot read it");
  }

  /** With an empty problem, all that counts is that the rest is planned. */
  private void assertProblem(String source, String problem) throws IOException {
    Files.writeString(temporary.resolve("app.py"), source);
    AppPlan plan = Plans.of(temporary, Map.of());
    assertThat(((AppPlan.App) plan.start()).spec().value()).isEqualTo("main:app");
    if (!problem.isEmpty()) {
      assertThat(why(temporary, "app.py")).contains(problem);
    }
  }

  @Test
  void namesThatLeadToEachOtherEnd() throws IOException {
    StringBuilder source = new StringBuilder("from flask import Flask\na0 = b0 = object\n");
    for (int i = 1; i < 300; i++) {
      source.append("a%d = f(%s)\n".formatted(i, ("a" + (i - 1) + ", ").repeat(10)));
    }
    source.append("app = a299\ndef create_app():\n    return create_app()\nx = y\ny = x\n");
    Files.writeString(temporary.resolve("other.py"), source);
    Files.writeString(temporary.resolve("ring.py"), "from ring2 import app\n");
    Files.writeString(temporary.resolve("ring2.py"), "from ring import app\n");
    Files.writeString(temporary.resolve("main.py"), APP);
    assertThat(spec(temporary)).isEqualTo("main:app");
  }

  @Test
  void textThatATerminalWouldActOnStaysText() throws IOException {
    Files.writeString(
        temporary.resolve("app.py"),
        "from flask import Flask\napp = Flask('\u001b[31m \\ud800')\n");
    AppPlan plan = Plans.of(temporary, Map.of());
    assertThat(AppPlanJson.render(plan)).doesNotContain("\u001b");
  }

  @Test
  void aFileThatTakesTheParserWithItIsLeftOut() throws IOException {
    Files.writeString(temporary.resolve("app.py"), APP);
    Files.writeString(temporary.resolve("main.py"), APP);
    Path python = temporary.resolve("python");
    // Reads the folder as Python does, until it comes to app.py; with app.py left out to the end.
    Files.writeString(
        python,
        """
        #!/bin/sh
        for last; do :; done
        [ "$last" = app.py ] && exec %1$s "$@"
        %1$s "$@" | sed '/"reading": "app.py"/q'
        kill -9 $$
        """
            .formatted(Plans.PYTHON));
    Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(new Reading(temporary).read(python).sources())
        .hasEntrySatisfying(
            "app.py",
            file -> assertThat(file.problem()).isEqualTo("Python's parser does not survive it"))
        .hasEntrySatisfying("main.py", file -> assertThat(file.problem()).isEmpty());
  }

  @Test
  void anInterpreterThatCannotReadSaysWhatItSaid() throws IOException {
    Path python = Files.writeString(temporary.resolve("python"), "#!/bin/sh\necho too old >&2\n");
    Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThatThrownBy(() -> new Reading(temporary).read(python))
        .isInstanceOf(ConfigError.class)
        .hasMessageContainingAll("It said: too old", "CPython 3.8 or newer");
  }

  private static AppPlan.App app(Path folder) {
    return (AppPlan.App) Plans.of(folder, Map.of()).start();
  }

  private static String spec(Path folder) {
    return app(folder).spec().value();
  }

  /** Why this file was rejected; empty where it was not. */
  private static String why(Path folder, String file) {
    return Plans.of(folder, Map.of()).rejected().stream()
        .filter(one -> one.what().equals(file))
        .map(AppPlan.Rejected::why)
        .findFirst()
        .orElse("");
  }
}
