package dev.junicorn.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;

/**
 * What a complete build was made from. It is the last file that a build writes, so an environment
 * without it is not complete.
 *
 * @param format {@link #FORMAT}; another one counts as no stamp
 * @param millis what the build has cost
 * @param environment what decides about the environment: a name for people and a fingerprint
 * @param app what decides about the steps in the app's own folder
 * @param outputs folders that the steps write to, relative; not part of the app's source
 */
record BuildStamp(
    int format,
    long millis,
    Map<String, String> environment,
    Map<String, String> app,
    List<String> outputs) {

  static final int FORMAT = 1;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A stamp is a few kilobytes; whatever is larger was not written here. */
  private static final long LARGEST = 1 << 20;

  BuildStamp(long millis, Inputs inputs, List<String> outputs) {
    this(FORMAT, millis, inputs.environment(), inputs.app(), outputs);
  }

  /** The same without the app's steps: they are about to be done again. */
  BuildStamp withoutApp() {
    return new BuildStamp(format, millis, environment, Map.of(), outputs);
  }

  /** Reads one; empty where there is none that can be understood, so that it is built again. */
  static Optional<BuildStamp> read(Path file) {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
        return Optional.empty();
      }
      return Optional.ofNullable(JSON.readValue(Files.readAllBytes(file), BuildStamp.class))
          .filter(BuildStamp::isWhole);
    } catch (IOException | JacksonException e) {
      return Optional.empty();
    }
  }

  /** Replaces the file in one step. */
  void write(Path file) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n";
    Files.write(draft, text.getBytes(StandardCharsets.UTF_8));
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @SuppressWarnings("ConstantConditions") // A file may lack any member; the types cannot know it.
  private boolean isWhole() {
    return format == FORMAT && environment != null && app != null && outputs != null;
  }
}
