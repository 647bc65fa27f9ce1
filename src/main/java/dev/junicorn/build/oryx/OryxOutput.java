package dev.junicorn.build.oryx;

import dev.junicorn.build.disk.Fingerprint;
import dev.junicorn.build.disk.Folders;
import dev.junicorn.build.disk.RunningProcesses;
import dev.junicorn.event.Reason;
import dev.junicorn.plan.ConfigError;
import io.airlift.compress.MalformedInputException;
import io.airlift.compress.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * A folder that Oryx has built: {@code oryx-manifest.toml}, and the app beside it or packed in
 * {@code output.tar.gz} or {@code output.tar.zst}. A packed one is unpacked once, into a folder
 * that only this user can read, and found there by the next start.
 */
public final class OryxOutput {

  static final String MANIFEST = "oryx-manifest.toml";

  private static final long LARGEST_MANIFEST = 1 << 20;
  private static final List<String> ARCHIVES = List.of("output.tar.zst", "output.tar.gz");

  /** How a folder is called while an app is unpacked into it. */
  private static final String DRAFT = "unpacking-";

  /** 8 GB take some minutes. */
  private static final Duration LONGEST_UNPACKING = Duration.ofHours(2);

  /** For a server that is about to start from the one before; who runs keeps what it runs from. */
  private static final int KEPT = 2;

  private final Path folder;
  private final OryxManifest manifest;
  private final UnpackLimits limits;

  private OryxOutput(Path folder, OryxManifest manifest, UnpackLimits limits) {
    this.folder = folder;
    this.manifest = manifest;
    this.limits = limits;
  }

  /**
   * Looks for the manifest.
   *
   * @param folder absolute
   * @return empty where the folder is none of Oryx's
   * @throws ConfigError if the manifest cannot be read
   */
  public static Optional<OryxOutput> in(Path folder) {
    return in(folder, UnpackLimits.DEFAULT);
  }

  static Optional<OryxOutput> in(Path folder, UnpackLimits limits) {
    Path file = folder.resolve(MANIFEST);
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > LARGEST_MANIFEST) {
        return Optional.empty();
      }
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      return Optional.of(new OryxOutput(folder, OryxManifest.parse(text), limits));
    } catch (IOException e) {
      throw new ConfigError(
          file.toString(),
          "it cannot be read (" + Reason.ofFile(e) + ").",
          "Deploy the app again.");
    }
  }

  /** The environment that Oryx has made, where it is complete. */
  public static Optional<Path> environmentIn(Path folder) {
    return in(folder)
        .flatMap(output -> output.manifest.environment())
        .map(name -> folder.resolve(name).normalize())
        .filter(environment -> environment.startsWith(folder))
        .filter(environment -> Files.isExecutable(environment.resolve("bin/python")));
  }

  /**
   * The folder with the app: this one, or where its archive was unpacked.
   *
   * @param temporary where unpacked apps are kept, a folder on a local disk; absolute
   * @param report hears what takes long
   * @throws ConfigError if the archive is missing, broken or unsafe
   */
  public Path app(Path temporary, Consumer<String> report) {
    return found(temporary, archive -> unpacked(archive, privateFolder(temporary), report));
  }

  /**
   * The same, and nothing is unpacked for it.
   *
   * @throws ConfigError if the app is still packed, too
   */
  public Path presentApp(Path temporary) {
    return found(
        temporary,
        archive -> {
          Path store = store(temporary);
          Path place = place(archive, store);
          if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            throw new ConfigError(
                archive.toString(),
                "the app is packed in it.",
                "junicorn build "
                    + folder
                    + " unpacks it, and so does junicorn up; then it is seen.");
          }
          refuseForeign(store);
          return place;
        });
  }

  /** Where the app of an archive is. */
  private interface Unpacking {
    Path of(Path archive) throws IOException;
  }

  private Path found(Path temporary, Unpacking unpacking) {
    manifest.packedEnvironment().ifPresent(this::refusePackedEnvironment);
    if (!manifest.isPacked()) {
      return folder;
    }
    Path archive = archive();
    try {
      return unpacking.of(archive);
    } catch (UnsafeArchive e) {
      throw new ConfigError(
          archive.toString(),
          "it is not unpacked, because " + e.getMessage() + ".",
          "Find out who has made it, and build the app again.");
    } catch (IOException e) {
      throw new ConfigError(
          archive.toString(),
          "it cannot be unpacked (" + Reason.of(e) + ").",
          "Build and deploy the app again; see whether there is room in " + temporary + ".");
    }
  }

  private void refusePackedEnvironment(String name) {
    throw new ConfigError(
        folder.resolve(MANIFEST).toString(),
        "the environment is packed in " + name + ", which is not read here.",
        "Build without compress_virtualenv; COMPRESS_DESTINATION_DIR packs app and environment"
            + " together.");
  }

  private Path archive() {
    return ARCHIVES.stream()
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(() ->
            new ConfigError(
                folder.resolve(MANIFEST).toString(),
                "it says that the app is packed, and there is neither output.tar.zst nor"
                    + " output.tar.gz beside it.",
                "Deploy the app again, with its archive."));
  }

  private String nameOfApp() throws IOException {
    return Fingerprint.shortName(folder.toRealPath().toString());
  }

  private Path place(Path archive, Path store) throws IOException {
    String content =
        Fingerprint.shortName(
            Files.size(archive)
                + " "
                + Files.getLastModifiedTime(archive).to(TimeUnit.NANOSECONDS)
                + " "
                + archive.getFileName());
    return store.resolve(nameOfApp() + "-" + content);
  }

  private Path unpacked(Path archive, Path store, Consumer<String> report) throws IOException {
    Path place = place(archive, store);
    if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      return place;
    }
    report.accept("unpacking " + archive + " to " + place + " ...");
    Path draft = Files.createTempDirectory(store, DRAFT);
    removeAbandoned(store, draft);
    try {
      try (InputStream source = open(archive)) {
        new TarUnpacker(draft, limits).unpack(source);
      }
      Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (MalformedInputException e) {
      throw new IOException("it is damaged, at byte " + e.getOffset(), e);
    } catch (FileSystemException e) {
      if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
      report.accept("another start has unpacked the same meanwhile: that one is used.");
    } finally {
      if (Files.exists(draft)) {
        Folders.delete(draft);
      }
    }
    removeOld(store, nameOfApp());
    return place;
  }

  /** A start that was killed leaves what it had unpacked. */
  private static void removeAbandoned(Path store, Path draft) {
    long oldest = changed(draft).toMillis() - LONGEST_UNPACKING.toMillis();
    try (DirectoryStream<Path> drafts = Files.newDirectoryStream(store, DRAFT + "*")) {
      for (Path one : drafts) {
        if (changed(one).toMillis() < oldest) {
          Folders.delete(one);
        }
      }
    } catch (IOException e) {
      // Another start removes the same; what is left goes with the next one.
    }
  }

  private static InputStream open(Path archive) throws IOException {
    InputStream bytes = new BufferedInputStream(Files.newInputStream(archive), 1 << 16);
    return archive.toString().endsWith(".zst")
        ? new ZstdInputStream(bytes)
        : new GZIPInputStream(bytes, 1 << 16);
  }

  private static Path store(Path temporary) throws IOException {
    return temporary.resolve(".junicorn-apps-" + user());
  }

  private static Object user() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid");
  }

  /** Made for this user alone. */
  private static Path privateFolder(Path temporary) throws IOException {
    Path store = store(temporary);
    try {
      return Files.createDirectory(
          store,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      refuseForeign(store);
      return store;
    }
  }

  /** One that belongs to somebody else is a trap: what is in it may be run. */
  private static void refuseForeign(Path store) throws IOException {
    Map<String, Object> state =
        Files.readAttributes(store, "unix:uid,mode,isDirectory", LinkOption.NOFOLLOW_LINKS);
    boolean isOurs =
        user().equals(state.get("uid"))
            && Boolean.TRUE.equals(state.get("isDirectory"))
            && state.get("mode") instanceof Integer mode
            && (mode & 0077) == 0;
    if (!isOurs) {
      throw new UnsafeArchive(
          "the folder for it, " + store + ", is not this user's alone; remove it");
    }
  }

  private static void removeOld(Path store, String app) throws IOException {
    List<Path> unpacked = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(store, app + "-*")) {
      entries.forEach(unpacked::add);
    }
    unpacked.sort(Comparator.comparing(OryxOutput::changed).reversed());
    RunningProcesses running = RunningProcesses.read();
    for (Path old : unpacked.subList(Math.min(KEPT, unpacked.size()), unpacked.size())) {
      if (!running.use(old)) {
        Folders.delete(old);
      }
    }
  }

  private static FileTime changed(Path path) {
    try {
      return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }
}
