package dev.junicorn.event;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Workers that die, and what becomes of the requests they were running. */
public sealed interface CrashEvent extends ServerEvent {

  /** What a request gets whose worker died while it ran it. */
  enum Consequence {
    /** A 502: nothing had been sent to the client. */
    ANSWERED_502("Answered 502 to"),
    /**
     * A 504, before its worker died: it had run too long ({@code --timeout}). Only in crash
     * reports, because it was said when it happened.
     */
    ANSWERED_504("Answered 504 to"),
    /** The client sees that the answer is not whole. */
    CUT("Cut the answer to"),
    /** Another worker runs it ({@code --replay-safe}). */
    RUN_AGAIN("Run again by another worker:"),
    /** A 502, because it is not the first worker that died so. */
    QUARANTINED("Quarantined and answered 502:");

    private final String words;

    Consequence(String words) {
      this.words = words;
    }
  }

  /**
   * A running request lost its worker; how that ended is said when it is known.
   *
   * @param slot which of the worker's threads ran it, from 0
   * @param age since it was sent to the slot
   * @param deaths how many workers died while they ran it, this one included; those are not counted
   *     that were lost to another request, whose thread hung
   * @param id its {@code X-Request-Id}; empty where there is none
   */
  record RequestInterrupted(
      String method,
      String target,
      int pid,
      int slot,
      Duration age,
      int deaths,
      Consequence consequence,
      String id)
      implements CrashEvent {
    @Override
    public Severity severity() {
      return consequence == Consequence.RUN_AGAIN ? Severity.WARNING : Severity.ERROR;
    }

    @Override
    public String describe() {
      return "%s %s: worker pid %d ended while it ran it, for %d ms so far%s"
          .formatted(
              consequence.words,
              RequestLine.of(method, target, id),
              pid,
              age.toMillis(),
              repeated());
    }

    private String repeated() {
      return deaths <= 1 ? "" : ". It is worker number " + deaths + " that died so";
    }
  }

  /**
   * What is known of a worker that died though nobody had told it to end, or did not end when it
   * was told to. Comes about a second after {@link ServerEvent.WorkerExited}: last words are waited
   * for.
   *
   * @param expected whether the server had told it to end
   * @param sentences what is known, each a line
   * @param report the file with everything, if there is one
   */
  record WorkerCrashed(
      int worker, int pid, boolean expected, List<String> sentences, Optional<Path> report)
      implements CrashEvent {
    @Override
    public Severity severity() {
      return expected ? Severity.WARNING : Severity.ERROR;
    }

    @Override
    public String describe() {
      String known = String.join("\n", sentences);
      return report.map(file -> known + "\nCrash report: " + file).orElse(known);
    }
  }
}
