package dev.junicorn.cli;

import dev.junicorn.probe.Result;
import dev.junicorn.probe.Target;
import dev.junicorn.probe.Verdict;
import dev.junicorn.probe.Volley;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** What a probe prints for a person. Colour only on a terminal, and not where NO_COLOR is set. */
record ProbeText(PrintWriter out, int width, boolean colour) {

  private static final int USUAL_WIDTH = 80;

  /** A picture wider than this is no clearer. */
  private static final int WIDEST = 100;

  private static final int NARROWEST = 40;

  static ProbeText of(Outside outside, OptionalInt columns) {
    String without = outside.environment().getOrDefault("NO_COLOR", "");
    return new ProbeText(
        outside.out(),
        Math.clamp(columns.orElse(USUAL_WIDTH), NARROWEST, WIDEST),
        columns.isPresent() && without.isEmpty());
  }

  void begin(Target target) {
    say("Asking " + target.method() + " " + target.url() + " ...");
  }

  void progress(Volley volley) {
    List<Duration> times = volley.times();
    String span =
        times.isEmpty()
            ? "no answer"
            : volley.asked() == 1
                ? "answered after " + seconds(times.getFirst())
                : "answered after %s to %s"
                    .formatted(seconds(times.getFirst()), seconds(times.getLast()));
    StringBuilder line = new StringBuilder();
    line.append(String.format(Locale.ROOT, "  %3d at once: %s", volley.asked(), span));
    volley.errors().forEach((how, count) -> line.append("; %d %s".formatted(count, how)));
    say(line.toString());
  }

  void end(Result result) {
    say("");
    result.volleys().stream()
        .filter(volley -> volley.asked() > 1 && result.verdict() instanceof Verdict.AtOnce)
        .max(Comparator.comparingInt(Volley::asked).thenComparingInt(result::atOnce))
        .ifPresent(volley -> draw(volley, result));
    say(bold(headline(result.verdict())));
    result.verdict().explanation().forEach(this::wrap);
  }

  private void draw(Volley volley, Result result) {
    say("The answers to %d requests at once (. waiting, # running):".formatted(volley.asked()));
    new Staircase(volley.times(), result.service().plus(volley.latency()), width)
        .lines()
        .forEach(line -> say(dimmed(line)));
    say("");
  }

  private static String headline(Verdict verdict) {
    return switch (verdict) {
      case Verdict.AtOnce found ->
          "%s%d request%s at once (%s)."
              .formatted(
                  found.atLeast() ? "At least " : "",
                  found.number(),
                  found.number() == 1 ? "" : "s",
                  switch (found.confidence()) {
                    case HIGH -> "certain";
                    case MEDIUM -> "likely";
                    case LOW -> "roughly";
                  });
      case Verdict.CannotTell _ -> "It cannot be told how many requests run at once.";
    };
  }

  /** Breaks at blanks, so that the terminal need not break words. */
  private void wrap(String sentence) {
    StringBuilder line = new StringBuilder();
    for (String word : sentence.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        say(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    say(line.toString());
  }

  private String bold(String text) {
    return colour ? "\u001b[1m" + text + "\u001b[0m" : text;
  }

  private String dimmed(String row) {
    return colour ? row.replaceFirst("[.]{2,}", "\u001b[2m$0\u001b[0m") : row;
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.3f s", duration.toNanos() / 1e9);
  }
}
