package dev.junicorn.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.junicorn.event.Reason;
import dev.junicorn.posix.Fifo;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server's own folder, open to this user only: for sockets, scoreboards and spool files, or for
 * an app that comes with the server. Removed at the end; what a killed server left behind is
 * removed by the next one.
 *
 * <p>A folder is in use as long as the lock on its lock file is held, which ends with the process,
 * however that ends. A process id would not do: in containers servers are process 1 again and
 * again, and those that share a folder for temporary files do not see each other's processes.
 */
public final class PrivateFolder implements AutoCloseable {

  private static final String PREFIX = "junicorn-";

  /** Before the name of a folder that is being made, which is nobody's business yet. */
  private static final String HIDDEN = ".";

  private static final String LOCK = "lock";

  private static final String TRIAL = "trial";

  /** Beside the lock: which process made it. */
  private static final String OWNER = "owner";

  /**
   * Bytes. Linux allows 107 for a Unix socket's path; this leaves room for the folder's name, which
   * has up to 38, and for that of the socket inside.
   */
  private static final int LONGEST_PATH = 54;

  /** Bytes. The bridge takes about 200 KiB of a disk, the native library 130. */
  private static final int ROOM = 1024 * 1024;

  /** How often it is tried to remove a folder. */
  private static final int REMOVALS = 20;

  private final Path path;
  private final FileChannel lock;
  private final List<String> passedOver;

  private PrivateFolder(Path path, FileChannel lock, List<String> passedOver) {
    this.path = path;
    this.lock = lock;
    this.passedOver = passedOver;
  }

  /**
   * Makes the folder.
   *
   * @param parents where to try, in this order
   * @throws IOException if there is none in which it can be made, with each one's reason
   */
  public static PrivateFolder create(List<Path> parents, long pid) throws IOException {
    List<String> passedOver = new ArrayList<>();
    for (Path parent : parents) {
      try {
        return make(parent, pid, passedOver);
      } catch (IOException e) {
        passedOver.add(parent + " (" + Reason.ofFile(e) + ")");
      }
    }
    throw new IOException(String.join(", ", passedOver));
  }

  /** The parents in which it could not be made, each with the reason in parentheses. */
  List<String> passedOver() {
    return passedOver;
  }

  /** Where it is; absolute where the parents are. */
  public Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    try (lock) {
      remove(path);
    }
  }

  /** It gets its name, by which others find it, when it is locked. */
  private static PrivateFolder make(Path parent, long pid, List<String> passedOver)
      throws IOException {
    if (parent.toString().getBytes(UTF_8).length > LONGEST_PATH) {
      throw new IOException(
          "its path is too long for sockets: it may have %d bytes".formatted(LONGEST_PATH));
    }
    Path hidden =
        Files.createTempDirectory(
            parent,
            HIDDEN + PREFIX + pid + "-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try {
      Files.writeString(hidden.resolve(OWNER), owner());
      tryOut(hidden.resolve(TRIAL));
      return open(hidden, passedOver);
    } catch (IOException e) {
      remove(hidden);
      throw e;
    }
  }

  /**
   * Network file systems and those of other systems have neither FIFOs nor sockets, and a full disk
   * has no room for what a start unpacks.
   */
  private static void tryOut(Path trial) throws IOException {
    Fifo.create(trial);
    Files.delete(trial);
    Files.write(trial, new byte[ROOM]);
    Files.delete(trial);
  }

  private static PrivateFolder open(Path hidden, List<String> passedOver) throws IOException {
    FileChannel lock =
        FileChannel.open(
            hidden.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      lock.lock();
      String name = hidden.getFileName().toString().substring(HIDDEN.length());
      Path path = Files.move(hidden, hidden.resolveSibling(name));
      return new PrivateFolder(path, lock, List.copyOf(passedOver));
    } catch (IOException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Removes what killed servers of this user have left. A folder for temporary files may have many
   * entries, to look through which takes seconds: nobody should wait for it.
   *
   * @param parent where such folders are made
   */
  static void removeLeftovers(Path parent) {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*-*")) {
      UserPrincipal user = Files.getOwner(Path.of("/proc/self"));
      folders.forEach(folder -> removeIfLeftover(folder, user));
    } catch (IOException | DirectoryIteratorException e) {
      // What cannot be looked through is no reason not to serve.
    }
  }

  private static void removeIfLeftover(Path folder, UserPrincipal user) {
    try {
      if (isOurs(folder, user) && !isOfThisProcess(folder)) {
        removeIfUnlocked(folder);
      }
    } catch (IOException e) {
      // Another server removes it as well, or it cannot be removed.
    }
  }

  /** By owner and form. */
  private static boolean isOurs(Path folder, UserPrincipal user) throws IOException {
    return folder.getFileName().toString().matches(PREFIX + "[0-9]{1,9}-[0-9]+")
        && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(user);
  }

  /**
   * Its lock must not even be looked at: POSIX gives a process's lock up where the process closes
   * any descriptor of the file, and the next server would take the folder for a leftover.
   */
  private static boolean isOfThisProcess(Path folder) throws IOException {
    Path file = folder.resolve(OWNER);
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && Files.readString(file).equals(owner());
  }

  /** A process id alone is that of many in containers that share the folder. */
  private static String owner() throws IOException {
    ProcessHandle self = ProcessHandle.current();
    return self.pid()
        + " "
        + self.info().startInstant().map(Instant::toString).orElse("")
        + " "
        + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
  }

  private static void removeIfUnlocked(Path folder) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            folder.resolve(LOCK), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      if (channel.tryLock() != null) {
        remove(folder);
      }
    } catch (OverlappingFileLockException e) {
      // It is of this very process.
    } catch (NoSuchFileException e) {
      // It was made with one, so it is being removed, or was when its server was killed.
      remove(folder);
    }
  }

  /** Again where a thread that is not waited for has made a file there meanwhile. */
  private static void remove(Path folder) throws IOException {
    for (int attempt = 1; attempt < REMOVALS; attempt++) {
      try {
        Files.walkFileTree(folder, new Removal());
        return;
      } catch (DirectoryNotEmptyException e) {
        // It has had a name for a moment only.
      }
    }
    Files.walkFileTree(folder, new Removal());
  }

  /** Deletes a tree from which others may delete at the same time: a worker's files go with it. */
  private static final class Removal extends SimpleFileVisitor<Path> {

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
        throws IOException {
      Files.deleteIfExists(folder);
      return super.postVisitDirectory(folder, failure);
    }
  }
}
