package dev.junicorn.log;

import dev.junicorn.event.Reason;
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
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Lines on their way to a file or stream. Only whole lines are handed over, so that two logs in one
 * file, or on one terminal, do not cut into each other. Confined to the writer thread.
 */
final class LogFile {

  private static final int BUFFER_BYTES = 32 * 1024;

  /** How often losses are told while they go on: a disk can be full for days. */
  private static final Duration TELL_EVERY = Duration.ofMinutes(1);

  private final String target;
  private final boolean owned;
  private OutputStream out;
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream(BUFFER_BYTES);
  private int pendingLines;
  private long lost;
  private String trouble = "";
  private boolean failing;
  private Instant toldAt = Instant.MIN;

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
      throw unusable(option, target, e);
    }
  }

  /**
   * Why {@link #open} would fail, as far as that can be seen without making the file.
   *
   * @param option names the setting in the message
   */
  static Optional<LogSettingException> objection(String option, String target) {
    try {
      if (!target.equals("-")) {
        refuseUnwritable(Path.of(target).toAbsolutePath());
      }
      return Optional.empty();
    } catch (IOException | InvalidPathException e) {
      return Optional.of(unusable(option, target, e));
    }
  }

  private static void refuseUnwritable(Path file) throws IOException {
    Path folder = file.resolveSibling("");
    boolean isThere = Files.exists(file);
    if (!isThere && !Files.isDirectory(folder)) {
      throw new NoSuchFileException(folder.toString());
    }
    if (!Files.isWritable(isThere ? file : folder)) {
      throw new AccessDeniedException(file.toString());
    }
  }

  private static LogSettingException unusable(String option, String target, Exception why) {
    return new LogSettingException(
        option,
        target,
        "the file cannot be opened for appending: " + reason(why) + ".",
        "Name a file in a folder that exists and that this user may write to, or - for standard"
            + (option.startsWith("--access") ? " output." : " error."));
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
      // What could not be written was counted by flush.
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
      case IOException other -> Reason.ofFile(other);
      default -> String.valueOf(e.getMessage());
    };
  }

  void line(String line) {
    pending.writeBytes(line.getBytes(StandardCharsets.UTF_8));
    pending.write('\n');
    pendingLines++;
    if (pending.size() >= BUFFER_BYTES) {
      flush();
    }
  }

  void flush() {
    if (pendingLines == 0) {
      return;
    }
    try {
      if (failing) {
        out.write('\n'); // a part of the line that failed may be there
      }
      pending.writeTo(out);
      out.flush();
      failing = false;
    } catch (IOException e) {
      failing = true;
      lost += pendingLines;
      trouble = reason(e);
    } finally {
      pending.reset();
      pendingLines = 0;
    }
  }

  /** Whether the last lines could not be written. */
  boolean isFailing() {
    return failing;
  }

  /**
   * What was lost since this was last told, in words; empty where that is nothing, or was told a
   * moment ago.
   */
  Optional<String> takeLoss(Instant now) {
    if (lost == 0 || Duration.between(toldAt, now).compareTo(TELL_EVERY) < 0) {
      return Optional.empty();
    }
    String loss =
        "has lost up to %d line%s: %s cannot be written: %s"
            .formatted(lost, lost == 1 ? "" : "s", target, trouble);
    lost = 0;
    toldAt = now;
    return Optional.of(loss);
  }

  void close() {
    flush();
    if (owned) {
      try {
        out.close();
      } catch (IOException e) {
        // Nobody is left to be told; what could not be written was counted.
      }
    }
  }
}
