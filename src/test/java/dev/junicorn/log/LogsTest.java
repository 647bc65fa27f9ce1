package dev.junicorn.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.junicorn.event.ServerEvent.ClientLeft;
import dev.junicorn.event.ServerEvent.Decided;
import dev.junicorn.event.ServerEvent.RequestRefused;
import dev.junicorn.event.ServerEvent.UploadRefused;
import dev.junicorn.event.ServerEvent.Warned;
import dev.junicorn.event.ServerEvent.WorkerOutput;
import dev.junicorn.event.Severity;
import dev.junicorn.exchange.Mount;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogsTest {

  private static final LogSettings PLAIN =
      new LogSettings(Optional.empty(), "%(r)s", "-", Severity.INFO, Mount.ROOT);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path folder;

  @Test
  void closeWritesEverythingInOrder() throws IOException {
    try (Logs logs = open(PLAIN, err)) {
      IntStream.range(0, 5000).forEach(i -> logs.publish(new Decided("number " + i)));
    }
    assertThat(err.toString(StandardCharsets.UTF_8).lines().map(LogsTest::message))
        .containsExactlyElementsOf(IntStream.range(0, 5000).mapToObj(i -> "number " + i).toList());
  }

  @Test
  void linesComeOutWhileTheServerRuns() throws IOException {
    StuckStream stream = new StuckStream();
    try (Logs logs = open(PLAIN, stream)) {
      logs.publish(new Decided("early"));
      stream.awaitWriter();
      stream.release();
    }
    assertThat(stream.text()).contains("early");
  }

  @Test
  void theLevelHoldsForTheServerButNotForTheApp() throws IOException {
    LogSettings quiet =
        new LogSettings(Optional.empty(), "%(r)s", "-", Severity.WARNING, Mount.ROOT);
    try (Logs logs = open(quiet, err)) {
      logs.publish(new Decided("info"));
      logs.publish(new ClientLeft("GET", "/", "waiting"));
      logs.publish(new Warned("warning"));
      logs.publish(new WorkerOutput(1, "printed"));
    }
    assertThat(err.toString(StandardCharsets.UTF_8).lines().map(LogsTest::message))
        .containsExactly("warning", "printed");
  }

  @Test
  void theAccessLogIsOffUnlessAskedFor() throws IOException {
    try (Logs logs = open(PLAIN, err)) {
      logs.publish(Samples.request().served());
    }
    assertThat(out.size() + err.size()).isZero();
  }

  @Test
  void theAccessLogGoesToStandardOutputWhateverTheLevel() throws IOException {
    LogSettings settings =
        new LogSettings(Optional.of("-"), "%(r)s", "-", Severity.CRITICAL, Mount.ROOT);
    try (Logs logs = open(settings, err)) {
      logs.publish(Samples.request().served());
    }
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("GET /find?q=1 HTTP/1.1\n");
  }

  @Test
  void soDoesAnUploadThatWasRefused() throws IOException {
    LogSettings settings =
        new LogSettings(Optional.of("-"), "%(r)s", "-", Severity.CRITICAL, Mount.ROOT);
    try (Logs logs = open(settings, err)) {
      logs.publish(new UploadRefused(Samples.request().served()));
    }
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("GET /find?q=1 HTTP/1.1\n");
    assertThat(err.size()).isZero();
  }

  @Test
  void jsonIsAFormat() throws IOException {
    LogSettings settings =
        new LogSettings(Optional.of("-"), "json", "-", Severity.INFO, Mount.ROOT);
    try (Logs logs = open(settings, err)) {
      logs.publish(Samples.request().served());
    }
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("{\"time\":").endsWith("}\n");
  }

  @Test
  void aFloodOfOutputCostsNoWordOfTheServer() throws IOException {
    StuckStream stream = new StuckStream();
    Logs logs = open(PLAIN, stream);
    logs.publish(new Decided("first"));
    stream.awaitWriter();
    String line = "x".repeat(1000);
    IntStream.range(0, 100_000).forEach(_ -> logs.publish(new WorkerOutput(4711, line)));
    IntStream.range(0, 100_000)
        .forEach(_ -> logs.publish(new RequestRefused(503, "busy " + line, "10.0.0.1")));
    logs.publish(new Warned("worker gone"));
    stream.release();
    logs.close(Duration.ofMinutes(1));
    List<String> lines = stream.text().lines().toList();
    assertThat(lines).anyMatch(text -> text.endsWith("[WARNING] worker gone"));
    long printed = lines.stream().filter(text -> text.contains("[OUT]")).count();
    long refused = lines.stream().filter(text -> text.contains("Refused")).count();
    assertThat(printed).isBetween(3_000L, 4_200L);
    assertThat(refused).isBetween(900L, 1_000L);
    assertThat(lost(lines, "lines of the app's output")).isEqualTo(100_000 - printed);
    assertThat(lost(lines, "messages about single requests")).isEqualTo(100_000 - refused);
  }

  @Test
  void closeDoesNotWaitForeverForAStuckPipe() throws IOException {
    StuckStream stream = new StuckStream();
    Logs logs = open(PLAIN, stream);
    logs.publish(new Decided("first"));
    stream.awaitWriter();
    logs.close(Duration.ofMillis(1));
    assertThat(stream.text()).isEmpty();
    stream.release();
  }

  @Test
  void nothingIsTakenAfterClose() throws IOException {
    Logs logs = open(PLAIN, err);
    logs.close();
    logs.publish(new Warned("late"));
    assertThat(err.size()).isZero();
  }

  @Test
  void filesAreAppendedTo() throws IOException {
    Path file = Files.writeString(folder.resolve("error.log"), "before\n");
    LogSettings settings =
        new LogSettings(
            Optional.of(file.toString()), "%(r)s", file.toString(), Severity.INFO, Mount.ROOT);
    try (Logs logs = open(settings, err)) {
      logs.publish(new Decided("now"));
      logs.publish(Samples.request().served());
    }
    assertThat(Files.readString(file))
        .startsWith("before\n")
        .contains("[INFO] now\n", "GET /find?q=1 HTTP/1.1\n");
    assertThat(err.size()).isZero();
  }

  @Test
  void aMovedFileIsFollowedUntilTheLogsAreReopened() throws IOException {
    Path file = folder.resolve("error.log");
    LogSettings settings =
        new LogSettings(Optional.of("-"), "%(r)s", file.toString(), Severity.INFO, Mount.ROOT);
    Path moved = folder.resolve("error.log.1");
    try (Logs logs = open(settings, err)) {
      logs.publish(new Decided("before"));
      Files.move(file, moved);
      assertThat(logs.reopen().toCompletableFuture().join()).isEmpty();
      logs.publish(new Decided("after"));
    }
    assertThat(Files.readString(moved)).contains("before").doesNotContain("after");
    assertThat(Files.readString(file)).contains("opened anew", "after").doesNotContain("before");
  }

  @Test
  void whereTheFileCannotBeReopenedTheOldOneIsWrittenOn() throws IOException {
    Path inside = Files.createDirectory(folder.resolve("logs"));
    Path file = inside.resolve("error.log");
    LogSettings settings =
        new LogSettings(Optional.empty(), "%(r)s", file.toString(), Severity.INFO, Mount.ROOT);
    Path moved = folder.resolve("moved");
    try (Logs logs = open(settings, err)) {
      Files.move(file, moved);
      Files.delete(inside);
      assertThat(logs.reopen().toCompletableFuture().join())
          .singleElement()
          .asString()
          .isEqualTo(file + ": its folder does not exist");
      logs.publish(new Decided("still here"));
    }
    assertThat(Files.readString(moved)).contains("could not be opened anew", "still here");
  }

  @Test
  void aFileThatCannotBeOpenedNamesItsOption() {
    String missing = folder.resolve("missing/access.log").toString();
    assertThatThrownBy(() ->
            open(
                    new LogSettings(Optional.of(missing), "%(r)s", "-", Severity.INFO, Mount.ROOT),
                    err)
                .close())
        .isInstanceOf(LogSettingException.class)
        .hasMessage(
            "--access-logfile "
                + missing
                + ": the file cannot be opened for appending: its folder does not exist. Name a"
                + " file in a folder that exists and that this user may write to, or - for"
                + " standard output.");
    assertThatThrownBy(() ->
            open(
                    new LogSettings(
                        Optional.empty(), "%(r)s", folder.toString(), Severity.INFO, Mount.ROOT),
                    err)
                .close())
        .isInstanceOf(LogSettingException.class)
        .hasMessageStartingWith("--error-logfile " + folder);
  }

  @Test
  void tryingThemOutMakesNoFileAndNamesThoseThatCannotBe() throws IOException {
    Path there = Files.writeString(folder.resolve("there"), "as it was");
    Logs.tryOut(to(folder.resolve("new"), there));
    assertThat(folder.resolve("new")).doesNotExist();
    assertThat(there).hasContent("as it was");
    assertThatThrownBy(() -> Logs.tryOut(to(folder.resolve("no/error"), there.resolve("below"))))
        .isInstanceOf(LogSettingException.class)
        .hasMessageContaining("1. --error-logfile " + folder.resolve("no/error"))
        .hasMessageContaining("2. --access-logfile " + there.resolve("below"))
        .hasMessageContaining("its folder does not exist");
  }

  private static LogSettings to(Path error, Path access) {
    return new LogSettings(
        Optional.of(access.toString()), "%(r)s", error.toString(), Severity.INFO, Mount.ROOT);
  }

  @Test
  void whatIsWrongWithSeveralSettingsIsSaidAtOnce() {
    LogSettings settings =
        new LogSettings(
            Optional.of("/nowhere/access"), "%q", "/nowhere/error", Severity.INFO, Mount.ROOT);
    assertThatThrownBy(() -> open(settings, err).close())
        .isInstanceOf(LogSettingException.class)
        .hasMessageStartingWith("3 settings cannot be used:")
        .hasMessageContainingAll(
            "\n  1. --access-logformat \"%q\": ",
            "\n  2. --error-logfile /nowhere/error: ", "\n  3. --access-logfile /nowhere/access: ");
  }

  @Test
  void anAccessLogThatCannotBeWrittenIsReported() throws IOException {
    LogSettings settings =
        new LogSettings(Optional.of("/dev/full"), "%(r)s", "-", Severity.INFO, Mount.ROOT);
    try (Logs logs = open(settings, err)) {
      logs.publish(Samples.request().served());
    }
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains(
            "[WARNING] The access log has lost up to 1 line: /dev/full cannot be written: No space left on device");
  }

  /** A disk can be full for days: each flush would be a line, a hundred in a second. */
  @Test
  void whatAFullDiskCostsIsCountedAndToldOnceInAWhile() throws IOException {
    LogSettings settings =
        new LogSettings(Optional.of("/dev/full"), "%(r)s", "-", Severity.INFO, Mount.ROOT);
    try (Logs logs = open(settings, err)) {
      IntStream.range(0, 5000).forEach(_ -> logs.publish(Samples.request().served()));
    }
    List<Long> told =
        err.toString(StandardCharsets.UTF_8)
            .lines()
            .map(line -> Long.valueOf(line.replaceFirst(".* up to (\\d+) lines?:.*", "$1")))
            .toList();
    assertThat(told).hasSizeBetween(1, 2);
    assertThat(told.stream().mapToLong(Long::longValue).sum()).isEqualTo(5000);
  }

  @Test
  void whatTheErrorLogHasLostIsToldThereWhenItCanBeWrittenAgain() throws IOException {
    FullDisk disk = new FullDisk();
    try (Logs logs = open(PLAIN, disk)) {
      logs.publish(new Decided("cut in the middle"));
      disk.awaitFailure();
      logs.publish(new Decided("whole again"));
    }
    assertThat(disk.text().lines().map(LogsTest::message))
        .containsExactly(
            "cut", // what there was room for
            "whole again",
            "This log has lost up to 1 line: - cannot be written: No space left on device");
  }

  /** Has room for a part of the first line; then somebody makes room. */
  private static final class FullDisk extends OutputStream {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final CountDownLatch failed = new CountDownLatch(1);

    @Override
    public void write(int octet) {
      written.write(octet);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (failed.getCount() > 0) {
        String line = new String(bytes, offset, length, StandardCharsets.UTF_8);
        written.writeBytes(
            line.substring(0, line.indexOf(" in the middle")).getBytes(StandardCharsets.UTF_8));
        failed.countDown();
        throw new IOException("No space left on device");
      }
      written.write(bytes, offset, length);
    }

    void awaitFailure() {
      assertThatNoException().isThrownBy(failed::await);
    }

    String text() {
      return written.toString(StandardCharsets.UTF_8);
    }
  }

  private Logs open(LogSettings settings, OutputStream standardError) throws LogSettingException {
    return Logs.open(
        settings, new Surroundings(out, standardError, () -> Samples.TIME, ZoneOffset.UTC, 77));
  }

  private static String message(String line) {
    return line.substring(line.lastIndexOf("] ") + 2);
  }

  private static long lost(List<String> lines, String noun) {
    return lines.stream()
        .filter(line -> line.contains("Lost ") && line.contains(noun))
        .mapToLong(line -> Long.parseLong(line.replaceFirst(".*Lost (\\d+) .*", "$1")))
        .sum();
  }
}
