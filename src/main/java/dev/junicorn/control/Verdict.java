package dev.junicorn.control;

/** What became of a command that changes something. */
public sealed interface Verdict {

  /** Done; a sentence that says what. */
  record Done(String message) implements Verdict {}

  /**
   * Not done.
   *
   * @param detail more lines, for example a traceback; empty where there are none
   */
  record Refused(String message, String detail) implements Verdict {}
}
