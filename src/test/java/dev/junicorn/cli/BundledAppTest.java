package dev.junicorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.server.PrivateFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BundledAppTest {

  @TempDir Path temporary;

  static Stream<BundledApp.Content> contents() {
    return Stream.of(BundledApp.Content.SITE, BundledApp.Content.DEMO);
  }

  private BundledApp unpack(BundledApp.Content content) throws IOException {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    return BundledApp.unpack(
        content,
        new Outside(
            Map.of("TMPDIR", temporary.toString()),
            temporary,
            temporary,
            "1",
            ConfigFiles.UNREAD,
            nowhere,
            nowhere));
  }

  @ParameterizedTest
  @MethodSource("contents")
  void allOfItIsUnpackedAndRemoved(BundledApp.Content content) throws IOException {
    Path source = Path.of("src/main/python").resolve(content.folder());
    try (BundledApp app = unpack(content)) {
      assertThat(names(app.folder().resolve(content.folder()))).isEqualTo(names(source));
      app.tell("more.json", List.of(1, 2));
      assertThat(app.folder().resolve(content.folder()).resolve("more.json")).hasContent("[1,2]");
    }
    assertThat(names(temporary)).isEmpty();
  }

  @Test
  void aServerThatTidiesUpLeavesItAlone() throws IOException {
    try (BundledApp app = unpack(BundledApp.Content.SITE);
        PrivateFolder _ = PrivateFolder.create(List.of(temporary), 1)) {
      assertThat(app.folder().resolve("junicorn_site/app.py")).exists();
    }
  }

  @Test
  void itsFolderIsKnownByTheProcess() throws IOException {
    try (BundledApp app = unpack(BundledApp.Content.SITE)) {
      assertThat(app.folder().getFileName().toString())
          .startsWith("junicorn-" + ProcessHandle.current().pid() + "-");
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> !name.equals("__pycache__"))
          .sorted()
          .toList();
    }
  }
}
