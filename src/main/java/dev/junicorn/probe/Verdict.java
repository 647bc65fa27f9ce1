package dev.junicorn.probe;

import java.time.Duration;
import java.util.List;

/** What was found out. */
public sealed interface Verdict {

  /** How sure a number is. */
  enum Confidence {
    /** Seen several times, and more requests at once did not raise it. */
    HIGH,
    /** Seen less often, because repetitions differ or time was over. */
    MEDIUM,
    /** The times are blurred; take it as a rough number. */
    LOW
  }

  /** The meaning in plain words: sentences. */
  List<String> explanation();

  /**
   * So many requests ran at once.
   *
   * @param atLeast whether more may be possible: even the largest volley ran at once as a whole, or
   *     the volleys disagree
   * @param service how long one request takes when it is alone
   */
  record AtOnce(
      int number,
      boolean atLeast,
      Confidence confidence,
      Duration service,
      List<String> explanation)
      implements Verdict {}

  /** It cannot be told from these answers, and why; no number is guessed. */
  record CannotTell(List<String> explanation) implements Verdict {}
}
