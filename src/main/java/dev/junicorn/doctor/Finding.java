package dev.junicorn.doctor;

import java.util.List;

/**
 * Something that is wrong, and what to do about it.
 *
 * @param code stable and lower case, words joined by hyphens: {@code slots-full}; also the name of
 *     its page in {@code docs/findings/}
 * @param title one line: what is wrong
 * @param cause why, in two or three sentences, for somebody who knows Python and not this server
 * @param evidence the numbers that led here, a line each
 * @param fix what to do, a step each; what can be typed stands in backquotes
 * @param expected what the fix is expected to change, with numbers where they are known
 */
public record Finding(
    String code,
    Weight weight,
    String title,
    String cause,
    List<String> evidence,
    List<String> fix,
    String expected) {

  /** How much it matters; the first is shown first. */
  public enum Weight {
    /** Users suffer now. */
    CRITICAL,
    /** Users will suffer, or suffer a little. */
    WARNING,
    /** Good to know. */
    NOTE
  }
}
