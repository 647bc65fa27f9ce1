package dev.junicorn.cli;

import dev.junicorn.doctor.Examination;
import dev.junicorn.doctor.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An examination for people. Pure: values in, lines out. */
final class FindingText {

  private static final int WIDTH = 96;

  /** What stands before the text of a part, and before its further lines. */
  private static final int INDENT = 12;

  private FindingText() {}

  static List<String> lines(Examination examination) {
    List<String> lines = new ArrayList<>();
    List<Finding> findings = examination.findings();
    for (int i = 0; i < findings.size(); i++) {
      describe(i + 1, findings.get(i), lines);
      lines.add("");
    }
    if (findings.isEmpty()) {
      lines.addAll(wrap(nothing(examination), 0));
    }
    lines.addAll(wrap(lookedAt(examination), 0));
    return List.copyOf(lines);
  }

  private static String nothing(Examination examination) {
    int seconds = examination.seconds();
    int least = Examination.LEAST_SECONDS;
    if (examination.waiting() > 0 && examination.crowdedSeconds() > 0) {
      return crowded(examination);
    }
    return seconds >= least
        ? "Nothing is wrong."
        : "Nothing is wrong so far, but only %d s were seen; most findings need %d. Ask again in %d s."
            .formatted(seconds, least, least - seconds);
  }

  /** A burst that has not lasted long enough to be found. */
  private static String crowded(Examination examination) {
    int slots = examination.workers() * examination.threads();
    int waiting = examination.waiting();
    return "Nothing is found so far, but %s busy and %s, for %d s so far. Bursts pass, so it is a finding only where it lasts: ask again in %d s."
        .formatted(
            slots == 1 ? "the only slot is" : "all " + slots + " slots are",
            waiting == 1 ? "1 request waits" : waiting + " requests wait",
            examination.crowdedSeconds(),
            Math.max(1, Examination.LEAST_SECONDS - examination.crowdedSeconds()));
  }

  private static void describe(int number, Finding finding, List<String> lines) {
    String head =
        "%d. %s: %s (%s)"
            .formatted(
                number,
                finding.weight().name().toLowerCase(Locale.ROOT),
                finding.title(),
                finding.code());
    lines.addAll(wrap(head, 3));
    part("Cause", List.of(finding.cause()), lines);
    part("Evidence", finding.evidence(), lines);
    part("Do", finding.fix(), lines);
    part("Expect", List.of(finding.expected()), lines);
    part("Page", List.of("docs/findings/" + finding.code() + ".md"), lines);
  }

  /** A part's name in front of its first paragraph; a mark before each where there are several. */
  private static void part(String name, List<String> paragraphs, List<String> lines) {
    String before = String.format(Locale.ROOT, "   %-9s", name);
    String mark = paragraphs.size() > 1 ? "- " : "";
    for (String paragraph : paragraphs) {
      lines.addAll(wrap(before + mark + paragraph, INDENT + mark.length()));
      before = " ".repeat(INDENT);
    }
  }

  private static String lookedAt(Examination seen) {
    return String.format(
        Locale.ROOT,
        "Looked at: the last %d s with %d requests. %d x %d (workers x threads), %.1f busy lately; the workers"
            + " use %.2f of %s processors.",
        seen.seconds(),
        seen.requests(),
        seen.workers(),
        seen.threads(),
        seen.busySlots(),
        seen.workerCores(),
        seen.cores() == Math.rint(seen.cores())
            ? String.valueOf((int) seen.cores())
            : String.format(Locale.ROOT, "%.1f", seen.cores()));
  }

  /**
   * Lines of at most {@value #WIDTH} characters, if the words allow it. What can be typed stays
   * whole, and so do the blanks that the text begins with.
   */
  static List<String> wrap(String text, int indent) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : words(text)) {
      boolean full = line.length() + word.length() > WIDTH && !line.toString().isBlank();
      if (full) {
        lines.add(line.toString().stripTrailing());
        line.setLength(0);
        line.append(" ".repeat(indent)).append(word.stripLeading());
      } else {
        line.append(word);
      }
    }
    lines.add(line.toString().stripTrailing());
    return lines;
  }

  /** Each with the blanks before it. */
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    boolean typed = false;
    int start = 0;
    for (int i = 1; i < text.length(); i++) {
      typed ^= text.charAt(i - 1) == '`';
      if (text.charAt(i) == ' ' && text.charAt(i - 1) != ' ' && !typed) {
        words.add(text.substring(start, i));
        start = i;
      }
    }
    words.add(text.substring(start));
    return words;
  }
}
