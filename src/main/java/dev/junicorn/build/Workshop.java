package dev.junicorn.build;

import dev.junicorn.event.Reason;
import dev.junicorn.plan.BuiltEnvironments;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The folder {@code .junicorn} beside the app, where builds keep what they need: environments, the
 * lock, a note of the step that runs.
 */
record Workshop(Path folder) {

  static Workshop in(Path app) {
    return new Workshop(app.resolve(BuiltEnvironments.WORKSHOP));
  }

  Path environments() {
    return BuiltEnvironments.in(folder);
  }

  Path lock() {
    return folder.resolve("build.lock");
  }

  Path runningStep() {
    return folder.resolve("running-step");
  }

  /** The stamp of a build that makes no environment. */
  Path stamp() {
    return folder.resolve(Environments.STAMP);
  }

  /** Makes the folder, hidden from git. */
  void open() throws BuildFailure {
    try {
      Files.createDirectories(folder);
      Path ignore = folder.resolve(".gitignore");
      if (!Files.exists(ignore)) {
        Files.writeString(ignore, "*\n");
      }
    } catch (IOException e) {
      throw cannotBeWritten(e);
    }
  }

  /** Mostly that it is another user's, who has built there before. */
  BuildFailure cannotBeWritten(IOException e) {
    return new BuildFailure(
        "There is something to build, and the folder "
            + folder
            + " cannot be written ("
            + Reason.of(e)
            + ").",
        "Builds need to write beside the app. Build as the folder's owner, or copy the app to"
            + " where you may write. What is to be built, and why: `junicorn plan`.");
  }

  List<Path> list() throws IOException {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(environments())) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(environments())) {
        entries.forEach(found::add);
      }
    }
    return found;
  }

  /** Whether the file system has symbolic links; some network shares have not. */
  boolean canLink() throws IOException {
    Path probe = folder.resolve("link.probe");
    Files.deleteIfExists(probe);
    try {
      Files.createSymbolicLink(probe, Path.of("nowhere"));
      return true;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    } finally {
      Files.deleteIfExists(probe);
    }
  }
}
