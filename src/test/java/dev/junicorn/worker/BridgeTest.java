package dev.junicorn.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BridgeTest {

  @Test
  void unpacksEveryModuleOfThePackage(@TempDir Path folder) throws IOException {
    Path path = Bridge.unpack(folder);
    assertThat(names(path.resolve("junicorn_bridge")))
        .containsExactlyInAnyOrderElementsOf(names(Path.of("src/main/python/junicorn_bridge")))
        .contains("spawner.py");
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
