package dev.junicorn.top;

import dev.junicorn.observation.Observation;
import dev.junicorn.observation.Second;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Throughput, times, processors and memory, each with its last minute as a curve. */
final class Numbers {

  private static final int MINUTE = 60;

  /** What counts as now for numbers that jump. */
  private static final int LATELY = 5;

  private static final int LABEL = 12;

  /** Label and three columns of numbers. */
  private static final int TABLE = 38;

  private static final int LEAST_CURVE = 8;

  private final Observation seen;
  private final int width;
  private final Style style;
  private final List<Second> minute;

  Numbers(Observation seen, int width, Style style) {
    this.seen = seen;
    this.width = width;
    this.style = style;
    this.minute = seen.last(MINUTE);
  }

  /** In so many lines at most: all of them, or the two that matter most, or none. */
  List<Line> lines(int most) {
    List<Line> all = new ArrayList<>();
    all.add(
        row(
            "requests/s",
            Words.rate(lately(second -> second.answers().all())),
            errors(),
            second -> second.answers().all()));
    all.add(quantiles("answered in", Second::duration));
    all.add(quantiles("queue wait", Second::queueWait));
    all.add(
        row(
            "processors",
            cores(
                lately(second -> second.machine().workerCores() + second.machine().serverCores())),
            "of " + cores(seen.setup().cores()),
            second -> second.machine().workerCores() + second.machine().serverCores()));
    all.add(
        row(
            "memory",
            Words.bytes(Math.round(lately(Numbers::memory))),
            "free " + Words.bytes(Math.round(lately(second -> second.machine().freeMemory()))),
            Numbers::memory));
    if (most >= all.size()) {
      return all;
    }
    return most < 2 ? List.of() : all.subList(0, Math.min(most, 3));
  }

  private static double memory(Second second) {
    return second.machine().workerMemory() + second.machine().serverMemory();
  }

  private static String cores(double cores) {
    return String.format(Locale.ROOT, "%.1f", cores);
  }

  private String errors() {
    int failed = minute.stream().mapToInt(second -> second.answers().serverErrors()).sum();
    return failed == 0 ? "" : Words.counted(failed, "error") + " in 1m";
  }

  private Line quantiles(String label, Function<Second, Second.Quantiles> of) {
    Second.Quantiles now =
        minute.reversed().stream()
            .limit(2 * LATELY)
            .filter(second -> second.answers().all() > 0)
            .findFirst()
            .map(of)
            .orElse(Second.Quantiles.NONE);
    boolean isAny = seen.last(2 * LATELY).stream().anyMatch(second -> second.answers().all() > 0);
    Line line = Line.of(label, Ink.FAINT).to(LABEL);
    if (!isAny) {
      line.add("-");
    } else if (width >= TABLE) {
      line.add(
          "p50 %s p95 %s p99 %s"
              .formatted(Words.time(now.p50()), Words.time(now.p95()), Words.time(now.p99())));
    } else {
      line.add("p95 " + Words.time(now.p95()));
    }
    return curve(line, second -> of.apply(second).p95());
  }

  private Line row(String label, String value, String more, ToDoubleFunction<Second> of) {
    Line line = Line.of(label, Ink.FAINT).to(LABEL).add(value, Ink.STRONG);
    return curve(more.isEmpty() ? line : line.add(" " + more), of);
  }

  /** The last minute, as far as there is room; the highest point is the top. */
  private Line curve(Line line, ToDoubleFunction<Second> of) {
    int from = Math.max(TABLE + 4, line.width() + 1);
    int room = Math.min(MINUTE, width - from);
    if (room < LEAST_CURVE) {
      return line;
    }
    List<Second> shown = seen.last(room);
    double top = shown.stream().mapToDouble(of).max().orElse(0);
    StringBuilder curve = new StringBuilder();
    for (Second second : shown) {
      curve.append(style.height(top <= 0 ? 0 : of.applyAsDouble(second) / top));
    }
    return line.to(from + room - shown.size()).add(curve.toString(), Ink.CALM);
  }

  private double lately(ToDoubleFunction<Second> of) {
    return seen.last(LATELY).stream().mapToDouble(of).average().orElse(0);
  }
}
