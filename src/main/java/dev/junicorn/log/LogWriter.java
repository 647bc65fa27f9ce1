package dev.junicorn.log;

import dev.junicorn.event.EventQueue;
import dev.junicorn.event.Lane;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.event.ServerEvent.RequestServed;
import dev.junicorn.event.ServerEvent.UploadRefused;
import dev.junicorn.event.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Turns entries into lines in their files. Confined to the writer thread. */
final class LogWriter {

  /** Entries after which lines are handed over even though more are waiting. */
  private static final int FLUSH_EVERY = 512;

  /** How often losses are reported while they go on. */
  private static final Duration REPORT_EVERY = Duration.ofSeconds(1);

  private final LogFile error;
  private final Optional<LogFile> access;
  private final ErrorFormat errorFormat;
  private final AccessFormat accessFormat;
  private Instant now = Instant.EPOCH;
  private Instant nextReport = Instant.MIN;
  private int sinceFlush;

  private LogWriter(
      LogFile error, Optional<LogFile> access, ErrorFormat errorFormat, AccessFormat accessFormat) {
    this.error = error;
    this.access = access;
    this.errorFormat = errorFormat;
    this.accessFormat = accessFormat;
  }

  /** Opens the files; what is wrong is said of all settings at once. */
  static LogWriter open(LogSettings settings, Surroundings surroundings)
      throws LogSettingException {
    List<LogSettingException> problems = new ArrayList<>();
    Optional<AccessFormat> format =
        attempt(
            problems,
            () ->
                settings.isJson()
                    ? new JsonFormat(surroundings.zone())
                    : new AtomFormat(
                        settings.accessFormat(), surroundings.zone(), settings.mount()));
    Optional<LogFile> error =
        attempt(
            problems, () -> LogFile.open("--error-logfile", settings.error(), surroundings.err()));
    Optional<LogFile> access =
        settings
            .access()
            .flatMap(target ->
                attempt(
                    problems, () -> LogFile.open("--access-logfile", target, surroundings.out())));
    if (!problems.isEmpty()) {
      throw LogSettingException.of(problems);
    }
    return new LogWriter(
        error.orElseThrow(),
        access,
        new ErrorFormat(surroundings.zone(), surroundings.pid()),
        format.orElseThrow());
  }

  /**
   * Looks whether {@link #open} would find, or could make, all files; makes none.
   *
   * @throws LogSettingException if it would not
   */
  static void tryOut(LogSettings settings) throws LogSettingException {
    List<LogSettingException> problems =
        Stream.concat(
                LogFile.objection("--error-logfile", settings.error()).stream(),
                settings
                    .access()
                    .flatMap(target -> LogFile.objection("--access-logfile", target))
                    .stream())
            .toList();
    if (!problems.isEmpty()) {
      throw LogSettingException.of(problems);
    }
  }

  /** Something that a setting asks for. */
  private interface Wanted<T> {
    T make() throws LogSettingException;
  }

  private static <T> Optional<T> attempt(List<LogSettingException> problems, Wanted<T> wanted) {
    try {
      return Optional.of(wanted.make());
    } catch (LogSettingException e) {
      problems.add(e);
      return Optional.empty();
    }
  }

  void write(EventQueue.Entry entry, EventQueue queue) {
    now = entry.time();
    try {
      line(entry.event());
    } catch (RuntimeException e) {
      // A line that cannot be rendered must not silence all that follow.
      note(Severity.ERROR, "An event could not be written: " + e);
    }
    if (++sinceFlush >= FLUSH_EVERY) {
      if (!now.isBefore(nextReport)) {
        reportLosses(queue);
      }
      flush();
    }
  }

  /** The queue is empty: says what was lost and hands over everything. */
  void settle(Instant time, EventQueue queue) {
    now = time;
    reportLosses(queue);
    flush();
  }

  /**
   * Opens the files by their names again, and says in the log that it did.
   *
   * @return what could not be opened, and why
   */
  List<String> reopen(Instant time) {
    now = time;
    List<String> problems =
        Stream.concat(access.stream(), Stream.of(error))
            .map(LogFile::reopen)
            .flatMap(Optional::stream)
            .toList();
    if (problems.isEmpty()) {
      note(Severity.INFO, "The log files were opened anew.");
    } else {
      note(
          Severity.ERROR,
          "A log file could not be opened anew, and the old one is written on: "
              + String.join("; ", problems));
    }
    return problems;
  }

  void close() {
    tellLosses(Instant.MAX);
    access.ifPresent(LogFile::close);
    error.close();
  }

  private void line(ServerEvent event) {
    switch (event) {
      case RequestServed served -> access(served);
      case UploadRefused(RequestServed refused) -> access(refused);
      default -> error.line(errorFormat.line(now, event));
    }
  }

  private void access(RequestServed served) {
    access.ifPresent(file -> file.line(accessFormat.line(new Served(now, served))));
  }

  private void reportLosses(EventQueue queue) {
    nextReport = now.plus(REPORT_EVERY);
    for (Lane lane : Lane.values()) {
      long dropped = queue.takeDropped(lane);
      if (dropped > 0) {
        note(
            Severity.WARNING,
            "Lost %d %s: they came faster than the log could be written (at most %d MB may wait)"
                .formatted(dropped, lane.noun(), lane.budget() >> 20));
      }
    }
  }

  private void flush() {
    sinceFlush = 0;
    access.ifPresent(LogFile::flush);
    error.flush();
    tellLosses(now);
  }

  /** Of both files in the error log, as soon as that takes lines again. */
  private void tellLosses(Instant time) {
    if (!error.isFailing()) {
      access
          .flatMap(file -> file.takeLoss(time))
          .ifPresent(loss -> note(Severity.WARNING, "The access log " + loss));
      error.takeLoss(time).ifPresent(loss -> note(Severity.WARNING, "This log " + loss));
      error.flush();
    }
  }

  private void note(Severity severity, String message) {
    error.line(errorFormat.line(now, severity, message));
  }
}
