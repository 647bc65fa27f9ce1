package dev.junicorn.build;

import dev.junicorn.build.disk.Fingerprint;
import dev.junicorn.build.disk.Folders;
import dev.junicorn.build.disk.RunningProcesses;
import dev.junicorn.plan.BuiltEnvironments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where environments are. Virtual environments cannot be moved: their scripts name their folder. So
 * each is made at its own place for good, {@code .junicorn/environments/NAME}, and when it is
 * complete the link {@code antenv} is turned to it in one step. Whoever runs on the previous one
 * keeps it.
 *
 * <p>A folder that is there already and no such link is the user's own: it is used in place.
 */
final class Environments {

  /** The last file that a build writes. */
  static final String STAMP = "junicorn-build.json";

  private final Workshop workshop;
  private final Path link;

  /**
   * The environments of one app.
   *
   * @param link the environment's folder as the plan names it, absolute
   */
  Environments(Workshop workshop, Path link) {
    this.workshop = workshop;
    this.link = link;
  }

  /** The environment that is in use; empty where there is none. */
  Optional<Path> current() {
    return isOurs() ? ours() : Optional.of(link).filter(Files::isDirectory);
  }

  /** Whether what is there was made by somebody else, and is not to be replaced. */
  boolean isForeign() {
    return !isOurs() && Files.exists(link, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * A place for a new one.
   *
   * @param fingerprint what it will be made from
   */
  Path begin(String fingerprint) throws IOException {
    if (isForeign() || !workshop.canLink()) {
      Files.deleteIfExists(link.resolve(STAMP));
      return link;
    }
    Files.createDirectories(workshop.environments());
    String name = Fingerprint.shortName(fingerprint);
    Path place = workshop.environments().resolve(name);
    for (int attempt = 2; Files.exists(place, LinkOption.NOFOLLOW_LINKS); attempt++) {
      place = workshop.environments().resolve(name + "-" + attempt);
    }
    return place;
  }

  /** Gives a place up that was not completed; what is the user's own stays. */
  void discard(Path place) throws IOException {
    if (!place.equals(link) && Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      Folders.delete(place);
    }
  }

  /** Makes a complete one the current one. */
  void publish(Path made) throws IOException {
    if (made.equals(link)) {
      return;
    }
    Path fresh = workshop.folder().resolve("link.new");
    Files.deleteIfExists(fresh);
    Path parent = link.getParent();
    Files.createSymbolicLink(fresh, parent == null ? made : parent.relativize(made));
    Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Removes what is neither the current one nor the one before: those that were never completed,
   * and old ones that nobody runs from. The current one stays even where it is not complete: it may
   * be what the plan's interpreter belongs to.
   */
  void tidy(Optional<Path> previous) throws IOException {
    List<Path> old = new ArrayList<>(workshop.list());
    ours().ifPresent(old::remove);
    previous.filter(Environments::isComplete).ifPresent(old::remove);
    if (old.isEmpty()) {
      return;
    }
    RunningProcesses running = RunningProcesses.read();
    for (Path one : old) {
      if (!isComplete(one) || !running.use(one)) {
        Folders.delete(one);
      }
    }
  }

  private static boolean isComplete(Path environment) {
    return Files.exists(environment.resolve(STAMP));
  }

  private Optional<Path> ours() {
    return isOurs() ? Optional.of(target()).filter(Files::isDirectory) : Optional.empty();
  }

  private boolean isOurs() {
    return Files.isSymbolicLink(link) && target().startsWith(workshop.environments());
  }

  private Path target() {
    return BuiltEnvironments.target(link);
  }
}
