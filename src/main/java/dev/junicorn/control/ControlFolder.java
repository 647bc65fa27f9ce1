package dev.junicorn.control;

import dev.junicorn.event.Reason;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The folder in which a user's servers put their control sockets, as {@code PID.sock}: {@code
 * $XDG_RUNTIME_DIR/junicorn}, {@code /run/user/UID/junicorn}, or {@code /tmp/junicorn-UID}. Only
 * ever used if it is a real folder of this user's that nobody else can enter: in {@code /tmp}
 * anybody can make one of that name, which keeps nobody from those in other places.
 */
public final class ControlFolder {

  private static final String SUFFIX = ".sock";
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.complementOf(
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));

  private final List<Path> candidates;
  private final UserPrincipal user;

  /**
   * @param candidates where to look and to make it, in this order
   * @param user whose it must be
   */
  ControlFolder(List<Path> candidates, UserPrincipal user) {
    this.candidates = List.copyOf(candidates);
    this.user = user;
  }

  /** The folders that this process's user has or may have. */
  public static ControlFolder of(Map<String, String> environment) throws IOException {
    Path self = Path.of("/proc/self");
    List<Path> candidates = new ArrayList<>();
    String chosen = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    if (chosen.startsWith("/")) {
      candidates.add(Path.of(chosen, "junicorn"));
    }
    Object uid = Files.getAttribute(self, "unix:uid");
    candidates.add(Path.of("/run/user/" + uid, "junicorn"));
    candidates.add(Path.of("/tmp/junicorn-" + uid));
    return new ControlFolder(candidates, Files.getOwner(self));
  }

  /**
   * Where a server's socket goes; makes the folder, and removes what dead servers left in it.
   *
   * @throws IOException if there is no folder that is safe
   */
  public Path socketFor(long pid) throws IOException {
    List<String> reasons = new ArrayList<>();
    for (Path folder : candidates) {
      if (Files.isDirectory(folder.resolveSibling("."))) {
        try {
          make(folder);
          removeStale(folder);
          return folder.resolve(pid + SUFFIX);
        } catch (IOException e) {
          reasons.add(Reason.of(e));
        }
      }
    }
    throw new IOException(String.join("; ", reasons));
  }

  /**
   * The sockets of this user's servers that live.
   *
   * @throws IOException if none is found, and there is a folder that is not safe to look in
   */
  public List<Path> sockets() throws IOException {
    List<Path> found = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    for (Path folder : candidates) {
      if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
        try {
          check(folder);
          named(folder).stream().filter(socket -> !SocketFile.isDead(socket)).forEach(found::add);
        } catch (IOException e) {
          reasons.add(Reason.of(e));
        }
      }
    }
    if (found.isEmpty() && !reasons.isEmpty()) {
      throw new IOException(String.join("; ", reasons));
    }
    return List.copyOf(found);
  }

  /** The user's name. */
  public String user() {
    return user.getName();
  }

  /** Where servers of this user are looked for, in this order. */
  public List<Path> candidates() {
    return candidates;
  }

  /** The process that a socket in such a folder belongs to; 0 if the name says none. */
  public static long pidOf(Path socket) {
    String name = socket.getFileName().toString();
    return name.matches("[0-9]{1,9}\\.sock")
        ? Long.parseLong(name.substring(0, name.length() - SUFFIX.length()))
        : 0;
  }

  private void make(Path folder) throws IOException {
    try {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      check(folder);
    }
  }

  private void check(Path folder) throws IOException {
    PosixFileAttributes attributes =
        Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isDirectory()) {
      throw new IOException(folder + " is not a folder");
    }
    if (!attributes.owner().equals(user)) {
      throw new IOException(
          folder + " belongs to " + attributes.owner().getName() + ", not to " + user.getName());
    }
    if (attributes.permissions().stream().anyMatch(OTHERS::contains)) {
      throw new IOException(folder + " is open to other users (it should have mode 0700)");
    }
  }

  /** What is named as a server names its socket. */
  private static List<Path> named(Path folder) throws IOException {
    List<Path> named = new ArrayList<>();
    try (DirectoryStream<Path> sockets = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      sockets.forEach(socket -> {
        if (pidOf(socket) != 0) {
          named.add(socket);
        }
      });
    }
    return named;
  }

  private static void removeStale(Path folder) throws IOException {
    for (Path socket : named(folder)) {
      if (SocketFile.isDead(socket)) {
        Files.deleteIfExists(socket);
      }
    }
  }
}
