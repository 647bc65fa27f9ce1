package dev.junicorn.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read from the disk to see whether something has changed. */
class StampAndTreeTest {

  @TempDir Path folder;

  @Test
  void aStampIsReadAsItWasWritten() throws IOException {
    BuildStamp stamp =
        new BuildStamp(1200, new Inputs(Map.of("a", "1"), Map.of("b", "2")), List.of("static"));
    stamp.write(folder.resolve("stamp"));
    assertThat(BuildStamp.read(folder.resolve("stamp"))).contains(stamp);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{}",
        "{\"format\": 1}",
        "{\"format\": 2, \"millis\": 1, \"environment\": {}, \"app\": {}, \"outputs\": []}"
      })
  void aDamagedOrForeignStampIsNone(String text) throws IOException {
    Files.writeString(folder.resolve("stamp"), text);
    assertThat(BuildStamp.read(folder.resolve("stamp"))).isEmpty();
  }

  @Test
  void aTreeIsItsSourceAndNotWhatIsMadeFromIt() throws IOException {
    write("app.py");
    write("pkg/style.css");
    String before = scan().fingerprint();
    write("pkg/__pycache__/app.cpython-311.pyc");
    write(".git/HEAD");
    write("node_modules/x.js");
    write("db.sqlite3");
    write("some-env/pyvenv.cfg");
    write("some-env/lib/x.py");
    write("out/copied.css");
    Files.createSymbolicLink(folder.resolve("pkg/.loop"), folder);
    assertThat(scan().fingerprint()).isEqualTo(before);
    Files.createSymbolicLink(folder.resolve("pkg/loop"), folder);
    write("pkg/more.css");
    assertThat(scan().files().keySet())
        .containsExactlyInAnyOrder("app.py", "pkg/style.css", "pkg/loop", "pkg/more.css");
  }

  @Test
  void aTreeWithAChangedFileIsNoPartOfTheOther() throws IOException {
    write("app.py");
    SourceTree before = scan();
    write("new.py");
    assertThat(before.isPartOf(scan())).isTrue();
    Files.writeString(folder.resolve("app.py"), "more");
    assertThat(before.isPartOf(scan())).isFalse();
  }

  private SourceTree scan() throws IOException {
    return SourceTree.scan(folder, List.of(folder.resolve("out")));
  }

  private void write(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, name);
  }
}
