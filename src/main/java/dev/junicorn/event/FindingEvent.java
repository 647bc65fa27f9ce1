package dev.junicorn.event;

import java.time.Duration;
import java.util.List;

/** What the doctor has found to be wrong with the server, for long enough to be said. */
public sealed interface FindingEvent extends ServerEvent {

  /**
   * Something is wrong and stays so.
   *
   * @param code stable; also the name of its page in {@code docs/findings/}
   * @param title what is wrong
   * @param stands for how long
   * @param evidence the most important numbers, a sentence each
   * @param fix what to do first
   */
  record FindingPersists(
      String code,
      Severity severity,
      String title,
      Duration stands,
      List<String> evidence,
      String fix)
      implements FindingEvent {

    private static final String AT_ONCE = "Now, ";

    @Override
    public String describe() {
      return "%s (%s, for %d s now). %s %s More: junicorn doctor"
          .formatted(title, code, stands.toSeconds(), String.join(" ", evidence), whatToDo());
    }

    /** What to do at once reads on from the word. */
    private String whatToDo() {
      return fix.startsWith(AT_ONCE)
          ? "Fix now, " + fix.substring(AT_ONCE.length())
          : "Fix: " + fix;
    }
  }

  /**
   * It is no longer so.
   *
   * @param lasted from the first look that found it to the last
   */
  record FindingOver(String code, Duration lasted) implements FindingEvent {
    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String describe() {
      return "%s is over; it lasted %d s".formatted(code, lasted.toSeconds());
    }
  }
}
