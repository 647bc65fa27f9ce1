package dev.junicorn.forensics;

import dev.junicorn.event.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of {@code --crash-dir}. Reports hold request targets and what the app printed, so
 * folder and files are the user's own. Their names sort by time; the newest {@link #KEPT} are kept.
 * Confined to the forensics thread once it is open.
 */
final class CrashFolder {

  /** A crash loop at its slowest writes as many in 50 minutes; the first are like the last. */
  static final int KEPT = 100;

  private static final String PREFIX = "crash-";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final FileAttribute<Set<PosixFilePermission>> OWN_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWN_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path path;

  private CrashFolder(Path path) {
    this.path = path;
  }

  /**
   * Makes the folder if it is missing, and its parents.
   *
   * @throws IOException if nothing can be written there; the message is for the user
   */
  static CrashFolder open(Path path) throws IOException {
    tryOut(path);
    try {
      Files.createDirectories(path, OWN_FOLDER);
    } catch (IOException e) {
      throw unusable(path, Reason.of(e), e);
    }
    return new CrashFolder(path);
  }

  /**
   * Looks whether {@link #open} would find the folder, or could make it; makes none.
   *
   * @param path absolute
   * @throws IOException if it could not; the message is for the user
   */
  static void tryOut(Path path) throws IOException {
    Path there = path;
    while (!Files.exists(there)) {
      there = there.resolveSibling("");
    }
    if (!Files.isDirectory(there)) {
      throw unusable(path, there + " is a file, not a folder", null);
    }
    if (!Files.isWritable(there)) {
      throw unusable(path, there + " may not be written to by this user", null);
    }
  }

  private static IOException unusable(Path path, String why, @Nullable Exception cause) {
    return new IOException(
        "Crash reports cannot be written to "
            + path
            + " (--crash-dir): "
            + why
            + ". Name a folder of the user that runs the server, or leave the option out.",
        cause);
  }

  /**
   * Writes a report. Who lists the folder sees whole ones only.
   *
   * @return the file
   */
  Path write(Instant time, WorkerEnd end, String content) throws IOException {
    String name =
        PREFIX + TIME.format(time) + "-worker" + end.worker() + "-pid" + end.pid() + ".json";
    Path unfinished = path.resolve(name + ".part");
    Files.deleteIfExists(unfinished);
    Files.createFile(unfinished, OWN_FILE);
    Files.writeString(unfinished, content, StandardOpenOption.WRITE);
    Path report = path.resolve(name);
    Files.move(unfinished, report, StandardCopyOption.ATOMIC_MOVE);
    removeOldest();
    return report;
  }

  private void removeOldest() throws IOException {
    List<Path> reports;
    try (Stream<Path> entries = Files.list(path)) {
      reports = entries.filter(CrashFolder::isReport).sorted().toList();
    }
    for (Path oldest : reports.subList(0, Math.max(0, reports.size() - KEPT))) {
      Files.deleteIfExists(oldest);
    }
  }

  /** Also what a full disk left unfinished: it counts, and goes when it is old. */
  private static boolean isReport(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(PREFIX) && (name.endsWith(".json") || name.endsWith(".part"));
  }
}
