package dev.junicorn.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackFramesTest {

  private static final StackLine THREAD = line("/usr/lib/python3.11/threading.py");
  private static final StackLine BRIDGE = line("/tmp/junicorn-1/bridge/junicorn_bridge/wsgi.py");
  private static final StackLine IMPORT = line("/usr/lib/python3.11/importlib/__init__.py");
  private static final StackLine FROZEN = line("<frozen importlib._bootstrap>");
  private static final StackLine FLASK = line("/srv/env/flask/app.py");
  private static final StackLine APP = line("/srv/app/app.py");

  @Test
  void theServersOwnFramesAreNotShownNorWhatCalledThem() {
    assertThat(StackFrames.ofApp(List.of(THREAD, BRIDGE, FLASK, APP, BRIDGE)))
        .containsExactly(FLASK, APP);
    assertThat(StackFrames.ofApp(List.of(line("<string>"), BRIDGE, IMPORT, FROZEN, APP)))
        .containsExactly(APP);
  }

  @Test
  void aThreadOfTheAppsIsShownAsItIs() {
    assertThat(StackFrames.ofApp(List.of(THREAD, APP))).containsExactly(THREAD, APP);
  }

  @Test
  void ofADeepStackTheInnermostPartIsShown() {
    List<StackLine> deep =
        IntStream.range(0, 200).mapToObj(i -> new StackLine("/a.py", i + 1, "f", "")).toList();
    assertThat(StackFrames.ofApp(deep)).hasSize(StackFrames.MAX_LINES).endsWith(deep.getLast());
  }

  @Test
  void aStackReadsAsATracebackDoes(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("app.py"), "def f():\n    wait()\n");
    ProcessView process = new ProcessView(1, folder, 0, Optional.empty());
    List<StackLine> lines =
        process.readable(
            List.of(
                new StackLine("<string>", 1, "<module>", ""),
                new StackLine(file.toString(), 2, "f", ""),
                new StackLine(file.toString(), 99, "gone", "")));
    assertThat(new SlotStack(0, 7, lines).text())
        .isEqualTo(
            """
            Stack (most recent call last):
              File "<string>", line 1, in <module>
              File "%s", line 2, in f
                wait()
              File "%s", line 99, in gone\
            """
                .formatted(file, file));
  }

  @Test
  void aReportSaysWhyItHasNoStack() {
    assertThat(StackReport.unavailable(HoldUp.STOPPED, "it sleeps").text(0, 1))
        .isEqualTo("(no stack: it sleeps)");
    StackReport other =
        new StackReport(
            StackReport.How.ASKED,
            "",
            HoldUp.ONE_THREAD,
            List.of(new SlotStack(0, 8, List.of())),
            List.of());
    assertThat(other.text(0, 7)).contains("ended before it could be looked at");
    assertThat(other.text(0, 8)).contains("no code of the app");
  }

  private static StackLine line(String file) {
    return new StackLine(file, 1, "f", "");
  }
}
