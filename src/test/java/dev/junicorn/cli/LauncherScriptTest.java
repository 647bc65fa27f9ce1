package dev.junicorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The script {@code ./junicorn} as it is shipped, with programs in the place of Java. */
class LauncherScriptTest {

  private static final String SAYS_ITS_ARGUMENTS =
      "#!/bin/sh\nprintf '%s\\n' \"$0\" \"$$\" \"ctype=${LC_CTYPE:-} all=${LC_ALL:-}\" \"$@\"\n";

  @TempDir Path folder;
  private Path home;

  @BeforeEach
  void install() throws IOException {
    home = Files.createDirectories(folder.resolve("with a blank"));
    Files.createDirectories(home.resolve("scripts"));
    Files.createDirectories(home.resolve("target"));
    Files.copy(Path.of("junicorn"), home.resolve("junicorn"));
    Files.copy(Path.of("scripts/find-java"), home.resolve("scripts/find-java"));
    Files.writeString(home.resolve("target/junicorn.jar"), "");
  }

  @Test
  void becomesJavaWithTheArgumentsAsTheyAre() throws Exception {
    Path java = java("jdk", "25.0.1");
    Process process = start(home.resolve("junicorn"), Map.of("JAVA_HOME", java.toString()));
    List<String> lines = output(process);
    assertThat(lines.get(0)).isEqualTo(java.resolve("bin/java").toString());
    assertThat(lines.get(1)).isEqualTo("" + process.pid());
    assertThat(lines)
        .endsWith("-jar", home.resolve("target/junicorn.jar").toString(), "a b", "*", "app:app")
        .contains("-Xmx128m", "-XX:MaxDirectMemorySize=128m")
        .noneMatch(line -> line.startsWith("-XX:AOTCache"));
  }

  @Test
  void worksThroughALink() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), home.resolve("junicorn"));
    assertThat(output(start(link, Map.of("JAVA_HOME", java("jdk", "25").toString()))))
        .contains(home.resolve("target/junicorn.jar").toString());
  }

  @Test
  void theBundledRuntimeComesFirst() throws Exception {
    java("with a blank/runtime", "25");
    List<String> lines =
        output(start(home.resolve("junicorn"), Map.of("JAVA_HOME", java("jdk", "26").toString())));
    assertThat(lines.getFirst()).endsWith("runtime/bin/java");
  }

  @Test
  void anOldJavaIsPassedOver() throws Exception {
    List<String> lines =
        output(
            start(home.resolve("junicorn"), Map.of("JAVA_HOME", java("old", "17.0.2").toString())));
    assertThat(lines.getFirst()).doesNotContain("old/bin/java");
  }

  @Test
  void optionsForJavaAndTheCacheAreAdded() throws Exception {
    Path cache = Files.writeString(home.resolve("target/junicorn.aot"), "");
    FileTime later = FileTime.from(Instant.now().plusSeconds(60));
    Files.setLastModifiedTime(cache, later);
    List<String> lines =
        output(
            start(
                home.resolve("junicorn"),
                Map.of(
                    "JAVA_HOME",
                    java("jdk", "25").toString(),
                    "JUNICORN_JAVA_OPTS",
                    "-Xmx256m -Da=*")));
    assertThat(lines)
        .containsSubsequence("-Xmx128m", "-Xmx256m", "-Da=*", "-jar")
        .contains("-XX:AOTCache=" + cache);
  }

  @Test
  void aCacheOfAnotherJarIsLeftAlone() throws Exception {
    Path cache = Files.writeString(home.resolve("target/junicorn.aot"), "");
    Files.setLastModifiedTime(cache, FileTime.from(Instant.EPOCH));
    assertThat(
            output(
                start(home.resolve("junicorn"), Map.of("JAVA_HOME", java("jdk", "25").toString()))))
        .noneMatch(line -> line.contains("AOTCache"));
  }

  @Test
  void theServerFindsItsSignalsBlocked() throws Exception {
    // The bits of HUP, INT, QUIT, USR1, USR2, TERM, TTIN, TTOU.
    assertThat(output(start(home.resolve("junicorn"), javaThatTellsItsSignals())))
        .contains("SigBlk:\t0000000000304a07", "-Xrs", "launcher=" + home.resolve("junicorn"))
        .contains("SigIgn & INT: 2"); // for Python, while it starts
  }

  /** Ctrl-C ends it, and what it starts inherits nothing. */
  @ParameterizedTest
  @MethodSource("commands")
  void anyOtherCommandDoesNot(String command) throws Exception {
    assertThat(output(start(home.resolve("junicorn"), javaThatTellsItsSignals(), command)))
        .contains("SigBlk:\t0000000000000000", command)
        .doesNotContain("-Xrs");
  }

  /** Shells have INT ignored by what they start in the background, for good if nobody objects. */
  @ParameterizedTest
  @CsvSource({"up, 0", "demo, 0", "probe, 2"})
  void whatServesHearsOfAnInterruptInTheBackgroundToo(String command, String ignored)
      throws Exception {
    Path script = home.resolve("in-the-background");
    Files.writeString(script, "#!/bin/sh\n\"" + home.resolve("junicorn") + "\" \"$@\" &\nwait\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(output(start(script, javaThatTellsItsSignals(), command)))
        .contains("SigIgn & INT: " + ignored);
  }

  static Stream<String> commands() {
    return Main.subcommands((plan, notes, warnings) -> 0).stream().map(Subcommand::name);
  }

  @Test
  void whatOnlyAsksAServerStartsQuickly() throws Exception {
    Map<String, String> environment = javaThatTellsItsSignals();
    assertThat(output(start(home.resolve("junicorn"), environment, "ctl", "status")))
        .contains("-XX:TieredStopAtLevel=1");
    assertThat(output(start(home.resolve("junicorn"), environment, "app:app")))
        .doesNotContain("-XX:TieredStopAtLevel=1");
  }

  private Map<String, String> javaThatTellsItsSignals() throws IOException {
    Path java = java("jdk", "25");
    // A shell would clear the mask.
    Files.writeString(
        java.resolve("bin/java"),
        """
        #!/usr/bin/python3 -S
        import os, sys
        print("launcher=" + os.environ["JUNICORN_LAUNCHER"], *sys.argv[1:], sep="\\n")
        status = dict(line.split(":\\t", 1) for line in open("/proc/self/status"))
        print("SigBlk:\\t" + status["SigBlk"], end="")
        print("SigIgn & INT:", int(status["SigIgn"], 16) & 2)
        """);
    return Map.of("JAVA_HOME", java.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "LC_CTYPE, '', ctype=C.UTF-8 all=",
    "LANG, C, ctype=C.UTF-8 all=",
    "LC_ALL, POSIX, ctype=C.UTF-8 all=",
    "LC_ALL, C.UTF-8, ctype= all=C.UTF-8",
    "LANG, xx_XX.UTF-8, ctype= all=C.UTF-8",
    "LC_ALL, xx_XX.ISO-8859-1, ctype= all=C.UTF-8"
  })
  void withoutALocaleThatIsInstalledNamesAreUtf8(String name, String value, String expected)
      throws Exception {
    Map<String, String> environment =
        Map.of("JAVA_HOME", java("jdk", "25").toString(), name, value);
    assertThat(output(start(home.resolve("junicorn"), environment))).contains(expected);
  }

  @Test
  void streamsThatAreClosedAreOpened() throws Exception {
    Path java = java("jdk", "25");
    Path told = folder.resolve("told");
    Files.writeString(
        java.resolve("bin/java"),
        """
        #!/usr/bin/python3 -S
        import os
        links = [os.readlink("/proc/self/fd/%d" % number) for number in (0, 1, 2)]
        open(os.environ["TOLD"], "w").write(" ".join(links))
        """);
    Path script = home.resolve("closed");
    Files.writeString(
        script, "#!/bin/sh\nexec \"" + home.resolve("junicorn") + "\" <&- >&- 2>&-\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    output(start(script, Map.of("JAVA_HOME", java.toString(), "TOLD", told.toString())));
    assertThat(told).hasContent("/dev/null /dev/null /dev/null");
  }

  /** Java's own report has hundreds of lines, and does not name the limit. */
  @ParameterizedTest
  @CsvSource({"1999999, true", "2000000, false"})
  void tooFewAddressesAreWarnedOf(int kilobytes, boolean warned) throws Exception {
    Path script = home.resolve("limited");
    Files.writeString(
        script,
        "#!/bin/sh\nulimit -v %d && exec '%s' app:app\n"
            .formatted(kilobytes, home.resolve("junicorn")));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> lines = output(start(script, Map.of("JAVA_HOME", java("jdk", "25").toString())));
    assertThat(lines).endsWith("app:app");
    assertThat(lines.getFirst().startsWith("junicorn: ulimit -v allows " + kilobytes + " KB"))
        .isEqualTo(warned);
  }

  @Test
  void aFolderThatIsGoneIsNamed() throws Exception {
    Path gone = folder.resolve("gone");
    Path script = home.resolve("from-there");
    Files.writeString(
        script,
        "#!/bin/sh\nmkdir %1$s && cd %1$s && rmdir %1$s && exec '%2$s' app:app\n"
            .formatted(gone, home.resolve("junicorn")));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    Process process = start(script, Map.of("JAVA_HOME", java("jdk", "25").toString()));
    assertThat(output(process))
        .anyMatch(line -> line.startsWith("junicorn: the current folder was removed"))
        .doesNotContain("app:app");
    assertThat(process.waitFor()).isEqualTo(1);
  }

  @Test
  void anIncompleteCopySaysSo() throws Exception {
    Files.delete(home.resolve("target/junicorn.jar"));
    Process process = start(home.resolve("junicorn"), Map.of());
    assertThat(output(process)).singleElement().asString().endsWith("this copy is not complete.");
    assertThat(process.waitFor()).isEqualTo(1);
  }

  private Path java(String name, String version) throws IOException {
    Path java = Files.createDirectories(folder.resolve(name));
    Path program = Files.createDirectories(java.resolve("bin")).resolve("java");
    Files.writeString(program, SAYS_ITS_ARGUMENTS);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(java.resolve("release"), "A=\"1\"\nJAVA_VERSION=\"" + version + "\"\n");
    return java;
  }

  private Process start(Path script, Map<String, String> environment) throws IOException {
    return start(script, environment, "a b", "*", "app:app");
  }

  private Process start(Path script, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().putAll(environment);
    return builder.redirectErrorStream(true).start();
  }

  private static List<String> output(Process process) throws Exception {
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return lines;
  }
}
