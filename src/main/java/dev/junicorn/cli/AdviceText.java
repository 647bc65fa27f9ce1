package dev.junicorn.cli;

import dev.junicorn.advice.Advice;
import dev.junicorn.advice.Prediction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An {@link Advice} for the terminal. */
final class AdviceText {

  private static final long MEBI = 1L << 20;

  private AdviceText() {}

  /**
   * @param all whether every size that was tried is shown, else those with as many workers or
   *     threads as now or as recommended
   */
  static List<String> lines(Advice advice, boolean all) {
    List<String> lines = new ArrayList<>();
    lines.add(advice.sentence());
    lines.add("");
    advice.reasons().forEach(reason -> lines.add("- " + reason));
    lines.add("");
    lines.addAll(table(advice, all));
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "How sure: %s. From %d requests in %.0f s. %s",
            advice.confidence(),
            advice.requests(),
            advice.windowSeconds(),
            advice.confidenceReason()));
    if (advice.isChange()) {
      lines.add("");
      lines.add(
          "Now, without a restart:  junicorn ctl scale workers=%d threads=%d"
              .formatted(advice.recommended().workers(), advice.recommended().threads()));
      lines.add(
          "From the next start on:  --workers %d --threads %d"
              .formatted(advice.recommended().workers(), advice.recommended().threads()));
      lines.add("With gunicorn:           " + advice.command());
    }
    return List.copyOf(lines);
  }

  private static List<String> table(Advice advice, boolean all) {
    TextTable table =
        new TextTable(
            "WORKERS", "THREADS", "SLOTS", "QUEUE P95", "P95", "REQ/S", "CORES", "MEMORY", "");
    for (Prediction option : advice.options()) {
      if (!all && !isAkin(option, advice.current()) && !isAkin(option, advice.recommended())) {
        continue;
      }
      table.row(
          option.workers(),
          option.threads(),
          option.workers() * option.threads(),
          time(option.queueP95()),
          time(option.durationP95()),
          decimal(option.throughput()),
          decimal(option.cores()),
          option.memory() == 0 ? "-" : option.memory() / MEBI + " MB",
          mark(advice, option));
    }
    return table.lines();
  }

  private static String mark(Advice advice, Prediction option) {
    if (isSameSize(option, advice.recommended())) {
      return advice.isChange() ? "<- recommended" : "<- now, recommended";
    }
    if (isSameSize(option, advice.current())) {
      return "<- now";
    }
    return option.fits() ? "" : "memory does not carry it";
  }

  private static boolean isAkin(Prediction one, Prediction other) {
    return one.workers() == other.workers() || one.threads() == other.threads();
  }

  private static boolean isSameSize(Prediction one, Prediction other) {
    return one.workers() == other.workers() && one.threads() == other.threads();
  }

  private static String time(double seconds) {
    return String.format(Locale.ROOT, seconds < 10 ? "%.3f s" : "%.1f s", seconds);
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%.0f", value);
  }
}
