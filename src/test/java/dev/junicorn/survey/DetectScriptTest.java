package dev.junicorn.survey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DetectScriptTest {

  @Test
  void unpacksEveryModuleAndLeavesNothing() throws IOException {
    Path folder;
    try (DetectScript script = DetectScript.unpack()) {
      folder = script.folder();
      assertThat(names(folder.resolve("junicorn_detect")))
          .containsExactlyInAnyOrderElementsOf(names(Path.of("src/main/python/junicorn_detect")))
          .contains("walk.py");
    }
    assertThat(folder).doesNotExist();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".py"))
          .toList();
    }
  }
}
