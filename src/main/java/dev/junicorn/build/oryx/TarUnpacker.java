package dev.junicorn.build.oryx;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks a tar archive that nobody vouches for into an empty folder, and nowhere else. Files are
 * written while there is no link yet, so none can lead a file outside; links are made last, and
 * each is followed then: one that leaves is an error.
 */
final class TarUnpacker {

  private static final int LONGEST_NAME = 4096;
  private static final int OWNER_EXECUTES = 0100;

  private final Path root;
  private final UnpackLimits limits;
  private final Map<Path, String> links = new LinkedHashMap<>();
  private long bytes;
  private int entries;

  /**
   * An unpacker for one archive.
   *
   * @param root an empty folder
   */
  TarUnpacker(Path root, UnpackLimits limits) {
    this.root = root;
    this.limits = limits;
  }

  /**
   * Unpacks all of it.
   *
   * @throws UnsafeArchive if an entry is refused; what was written so far is for the caller to
   *     delete
   */
  void unpack(InputStream source) throws IOException {
    try (TarArchiveInputStream tar = new TarArchiveInputStream(source, "UTF-8")) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (++entries > limits.entries()) {
          throw new UnsafeArchive(
              "it has more than " + limits.entries() + " entries, which is the limit");
        }
        add(tar, entry);
      }
    }
    for (Map.Entry<Path, String> link : links.entrySet()) {
      link(link.getKey(), link.getValue());
    }
    for (Path link : links.keySet()) {
      follow(link);
    }
  }

  private void add(TarArchiveInputStream tar, TarArchiveEntry entry) throws IOException {
    Path place = place(entry.getName());
    if (entry.isSymbolicLink()) {
      links.put(place, entry.getLinkName());
    } else if (entry.isLink()) {
      hardLink(place, entry);
    } else if (entry.isDirectory()) {
      folder(place);
    } else if (entry.isFile() && !entry.isSparse() && isOrdinary(entry)) {
      file(tar, entry, place);
    } else {
      throw new UnsafeArchive(
          "\"" + shown(entry.getName()) + "\" is a device, a pipe or a file with holes");
    }
  }

  /** {@code isFile} of the library is true for everything that it does not know. */
  private static boolean isOrdinary(TarArchiveEntry entry) {
    return !entry.isBlockDevice() && !entry.isCharacterDevice() && !entry.isFIFO();
  }

  private Path place(String name) throws UnsafeArchive {
    try {
      Path relative = Path.of(name);
      for (Path part : relative) {
        if (part.toString().equals("..")) {
          throw new UnsafeArchive("\"" + shown(name) + "\" has \"..\" in it");
        }
      }
      if (relative.isAbsolute() || name.length() > LONGEST_NAME) {
        throw new UnsafeArchive(
            "\""
                + shown(name)
                + "\" is "
                + (relative.isAbsolute() ? "an absolute path" : "too long"));
      }
      return root.resolve(relative).normalize();
    } catch (InvalidPathException e) {
      throw new UnsafeArchive("\"" + shown(name) + "\" is no file name");
    }
  }

  private void folder(Path place) throws IOException {
    if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectories(place);
    }
  }

  private void file(TarArchiveInputStream tar, TarArchiveEntry entry, Path place)
      throws IOException {
    makeRoom(place);
    try (OutputStream file =
        Files.newOutputStream(place, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      byte[] piece = new byte[1 << 16];
      for (int count = tar.read(piece); count >= 0; count = tar.read(piece)) {
        bytes += count;
        if (bytes > limits.bytes()) {
          throw new UnsafeArchive(
              "its files have more than %d MB, which is the limit".formatted(limits.bytes() >> 20));
        }
        file.write(piece, 0, count);
      }
    }
    Files.setPosixFilePermissions(place, permissions(entry.getMode()));
  }

  private void hardLink(Path place, TarArchiveEntry entry) throws IOException {
    Path target = place(entry.getLinkName());
    if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new UnsafeArchive(
          "\"%s\" is a link to \"%s\", which is no file before it in the archive"
              .formatted(shown(entry.getName()), shown(entry.getLinkName())));
    }
    makeRoom(place);
    Files.createLink(place, target);
  }

  /** A name may come twice; as for tar, the last one counts. */
  private void makeRoom(Path place) throws IOException {
    @Nullable Path parent = place.getParent();
    if (place.equals(root) || parent == null) {
      throw new UnsafeArchive("a file has no name");
    }
    Files.createDirectories(parent);
    if (Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)) {
      Files.delete(place);
    }
  }

  private void link(Path place, String target) throws IOException {
    Path folder = place.resolveSibling(".").normalize();
    Files.createDirectories(folder);
    if (!folder.toRealPath().equals(root.toRealPath().resolve(root.relativize(folder)))) {
      throw new UnsafeArchive("\"" + shown(relative(place)) + "\" is below a link");
    }
    if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      throw new UnsafeArchive(
          "\"" + shown(relative(place)) + "\" is both a link and something else");
    }
    try {
      Files.createSymbolicLink(place, Path.of(target));
    } catch (InvalidPathException e) {
      throw new UnsafeArchive("\"" + shown(relative(place)) + "\" leads to what is no file name");
    }
  }

  /** Links to nowhere stay out: what is made there later might be outside. */
  private void follow(Path link) throws IOException {
    if (isInterpreter(link)) {
      return;
    }
    try {
      if (!link.toRealPath().startsWith(root.toRealPath())) {
        throw new UnsafeArchive(
            "the link \"%s\" leads outside, to \"%s\""
                .formatted(shown(relative(link)), shown(Files.readSymbolicLink(link).toString())));
      }
    } catch (NoSuchFileException e) {
      String target = Files.readSymbolicLink(link).toString();
      if (target.startsWith("/") || target.contains("..")) {
        throw new UnsafeArchive(
            "the link \"%s\" leads outside or to nowhere, to \"%s\""
                .formatted(shown(relative(link)), shown(target)));
      }
    }
  }

  /** An environment's interpreter is a link to the system's: it is outside by its nature. */
  private boolean isInterpreter(Path link) throws IOException {
    @Nullable Path folder = link.getParent();
    String target = Files.readSymbolicLink(link).toString();
    return folder != null
        && folder.endsWith("bin")
        && Files.isRegularFile(folder.resolveSibling("pyvenv.cfg"), LinkOption.NOFOLLOW_LINKS)
        && String.valueOf(link.getFileName()).matches("python[0-9.]*")
        && target.matches("/[^\\x00]*/bin/python[0-9.]*")
        && !target.contains("/../");
  }

  private String relative(Path place) {
    return root.relativize(place).toString();
  }

  /** Readable by all, writable by the owner; set-user-ID and the like are not kept. */
  private static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> permissions =
        EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    if ((mode & OWNER_EXECUTES) != 0) {
      permissions.add(PosixFilePermission.OWNER_EXECUTE);
    }
    return permissions;
  }

  private static String shown(String name) {
    String text = name.replaceAll("\\p{Cntrl}", "?");
    return text.length() > 200 ? text.substring(0, 200) + "..." : text;
  }
}
