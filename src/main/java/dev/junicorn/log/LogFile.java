package dev.junicorn.log;

import dev.junicorn.posix.Fifo;
import dev.junicorn.posix.FifoOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Lines on their way to a file or stream. Only whole lines are handed over, so that two logs in one
 * file, or on one terminal, do not cut into each other. Confined to the writer thread.
 */
final class LogFile {

  private static final int BUFFER_BYTES = 32 * 1024;

  private final String target;
  private final boolean owned;
  private OutputStream out;
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream(BUFFER_BYTES);
  private String trouble = "";

  private LogFile(String target, OutputStream out, boolean owned) {
    this.target = target;
    this.out = out;
    this.owned = owned;
  }

  /**
   * Opens a target for appending.
   *
   * @param option names the setting in the message
   * @param standard what {@code -} means
   */
  static LogFile open(String option, String target, OutputStream standard)
      throws LogSettingException {
    if (target.equals("-")) {
      return new LogFile(target, standard, false);
    }
    try {
      return new LogFile(target, append(target), true);
    } catch (IOException | InvalidPathException e) {
      throw new LogSettingException(
          option,
          target,
          "the file cannot be opened for appending: " + reason(e) + ".",
          "Name a file in a folder that exists and that this user may write to, or - for standard"
              + (option.startsWith("--access") ? " output." : " error."));
    }
  }

  /**
   * Goes on in the file that has the name now, which logrotate has moved or removed. What is
   * pending goes to the old one; where there can be no new one, the old one stays.
   *
   * @return why there can be no new one; empty if all is well, or there is no file
   */
  Optional<String> reopen() {
    if (!owned) {
      return Optional.empty();
    }
    flush();
    OutputStream old = out;
    try {
      out = append(target);
    } catch (IOException e) {
      return Optional.of(target + ": " + reason(e));
    }
    try {
      old.close();
    } catch (IOException e) {
      trouble = reason(e);
    }
    return Optional.empty();
  }

  private static OutputStream append(String target) throws IOException {
    Path path = Path.of(target);
    return Fifo.is(path)
        ? FifoOutput.open(path)
        : Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static String reason(Exception e) {
    return switch (e) {
      case NoSuchFileException _ -> "its folder does not exist";
      case AccessDeniedException _ -> "permission denied";
      default -> e.getMessage() == null ? e.toString() : e.getMessage();
    };
  }

  void line(String line) {
    pending.writeBytes(line.getBytes(StandardCharsets.UTF_8));
    pending.write('\n');
    if (pending.size() >= BUFFER_BYTES) {
      flush();
    }
  }

  void flush() {
    if (pending.size() == 0) {
      return;
    }
    try {
      pending.writeTo(out);
      out.flush();
    } catch (IOException e) {
      trouble = reason(e);
    } finally {
      pending.reset();
    }
  }

  /** Why lines were lost since this was last asked; empty where none were. */
  String takeTrouble() {
    String taken = trouble;
    trouble = "";
    return taken;
  }

  void close() {
    flush();
    if (owned) {
      try {
        out.close();
      } catch (IOException e) {
        trouble = reason(e);
      }
    }
  }
}
