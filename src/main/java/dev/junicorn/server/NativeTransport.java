package dev.junicorn.server;

import dev.junicorn.event.Reason;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/**
 * Netty's native library. It comes in the jar and is unpacked into a file that can only be used
 * where the file system lets programs run and has room: Netty itself knows one folder, and leaves
 * an empty file there where the disk is full.
 */
final class NativeTransport {

  /** Netty reads it once, when the first of its classes that need it is used. */
  private static final String FOLDER = "io.netty.native.workdir";

  /** The library has about 130 KiB. */
  private static final int ROOM = 512 * 1024;

  private NativeTransport() {}

  /**
   * Loads it, and tries what is done with it. Must come before any other use of Netty's channels.
   *
   * @param folders where it may be unpacked, in this order
   * @throws IOException if it cannot be loaded or used, with a sentence for the operator
   */
  static void load(List<Path> folders) throws IOException {
    if (System.getProperty(FOLDER) == null) {
      Optional<Path> folder = folders.stream().filter(NativeTransport::runsPrograms).findFirst();
      System.setProperty(
          FOLDER,
          folder
              .orElseThrow(() ->
                  new IOException(
                      "No folder for the server's native library: each of %s is read-only, full, or mounted noexec. Set TMPDIR to a folder that can be written, has 1 MB of room, and is on no file system mounted noexec (findmnt -T FOLDER shows how it is)."
                          .formatted(folders)))
              .toString());
    }
    if (!Epoll.isAvailable()) {
      throw unavailable(root(Epoll.unavailabilityCause()));
    }
    openTimer();
    openSocket();
  }

  private static void openTimer() throws IOException {
    try {
      Native.newTimerFd().close();
    } catch (ChannelException e) {
      throw SystemNeeds.refused(message(e), e);
    }
  }

  /** As to workers. */
  private static void openSocket() throws IOException {
    try {
      Socket.newSocketDomain().close();
    } catch (ChannelException e) {
      throw SystemNeeds.refused("cannot open a Unix socket: " + Reason.of(root(e)), e);
    }
  }

  private static IOException unavailable(Throwable cause) {
    return cause instanceof UnsatisfiedLinkError
        ? new IOException(
            "The server's native library cannot be loaded from %s: %s. Set TMPDIR to another folder."
                .formatted(System.getProperty(FOLDER), message(cause)),
            cause)
        : SystemNeeds.refused(message(cause), cause);
  }

  /** Whether a file in the folder can be written and run; the kernel refuses it under noexec. */
  static boolean runsPrograms(Path folder) {
    try {
      Path trial =
          Files.createTempFile(
              folder,
              "junicorn-trial",
              "",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      try {
        Files.write(trial, new byte[ROOM]);
        return Files.isExecutable(trial);
      } finally {
        Files.delete(trial);
      }
    } catch (IOException e) {
      return false;
    }
  }

  private static Throwable root(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static String message(Throwable failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }
}
