package dev.junicorn.event;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/**
 * Why something failed, in words that fit into a sentence. The messages of Java's exceptions are
 * often a bare path, and their names mean nothing to who runs a Python app.
 */
public final class Reason {

  /** How the messages of system calls begin: {@code bind(..) failed with error(-98): }. */
  private static final String CALL = "^\\w+\\(\\.\\.\\) failed with error\\(-\\d+\\): ";

  private static final int SYSTEM_IS_FULL = 23;
  private static final int PROCESS_IS_FULL = 24;

  private Reason() {}

  /** With the file, where there is one. A fault of ours keeps its name, for the report of it. */
  public static String of(Throwable cause) {
    return switch (cause) {
      case FileSystemException file when file.getFile() != null ->
          ofFile(file) + ": " + file.getFile();
      case IOException other -> ofFile(other);
      default -> cause.toString();
    };
  }

  /**
   * Why no connection can be accepted, and what to do where too many files are open.
   *
   * @param errno the system's number of the failure; 0 where it is none of the system's
   * @param process what the server's process is called in the sentence
   */
  public static String ofAccepting(Throwable cause, int errno, String process) {
    return switch (errno) {
      case PROCESS_IS_FULL ->
          "too many open files in %s. Raise its limit: ulimit -n, or LimitNOFILE= of systemd."
              .formatted(process);
      case SYSTEM_IS_FULL ->
          "too many open files in the whole system. Raise its limit: sysctl fs.file-max.";
      default -> of(cause);
    };
  }

  /** Without the file, for a sentence that names it already. */
  public static String ofFile(IOException cause) {
    return switch (cause) {
      case AccessDeniedException _ -> "permission denied";
      case NoSuchFileException _ -> "no such file or folder";
      case FileAlreadyExistsException _ -> "it is there already";
      case NotDirectoryException _ -> "it is not a folder";
      case DirectoryNotEmptyException _ -> "the folder is not empty";
      case ClosedChannelException _ -> "it was closed";
      case EOFException _ when cause.getMessage() == null -> "it ended too early";
      case FileSystemException file ->
          file.getReason() == null ? file.getClass().getSimpleName() : file.getReason();
      default ->
          cause.getMessage() == null
              ? cause.getClass().getSimpleName()
              : cause.getMessage().replaceFirst(CALL, "");
    };
  }
}
