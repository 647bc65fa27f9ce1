package dev.junicorn.probe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The sentences in which a verdict is given. */
final class Explanation {

  private Explanation() {}

  static List<String> inSteps(int atOnce, int asked, Duration service) {
    if (atOnce == 1) {
      return List.of(
          "Answers came one after another: one process, one thread.",
          "While one request runs, everybody else waits: of %d at once the last waited %s."
              .formatted(asked, seconds(service.multipliedBy(asked - 1L))));
    }
    return List.of(
        "%d of %d requests ran at the same time; the others waited until one of them was done."
            .formatted(atOnce, asked),
        "That is what %s would do.".formatted(sizes(atOnce)));
  }

  static List<String> allAtOnce(int asked) {
    return List.of(
        "All %d requests ran at the same time; nobody waited.".formatted(asked),
        "It may run more than that: some servers start a thread for each request, as Flask's"
            + " development server does. --max asks for more.");
  }

  static List<String> tooFast(Duration service) {
    return List.of(
        "An answer takes %s, which is too quick to tell waiting from working."
            .formatted(seconds(service)),
        "Give a URL whose answer takes at least %s, for example a report or a page that asks a"
                .formatted(seconds(Schedule.SHORTEST_SERVICE))
            + " database or another server.");
  }

  static List<String> notTheSameWork(Duration quickest, Duration single) {
    return List.of(
        "Answers took %s when asked for alone, but one of many came after %s."
            .formatted(seconds(single), seconds(quickest)),
        "They seem to come from a cache, or to differ in their work; give a URL whose answer always"
            + " takes about as long.");
  }

  static List<String> tooFewAnswers() {
    return List.of("There were not enough answers to judge by.");
  }

  static String hindered(double stretch) {
    return String.format(
        Locale.ROOT,
        "Together each took %.1f times as long as alone: they compete for a processor, for Python's"
            + " lock, or for something behind the app, so more of them would not be quicker.",
        stretch);
  }

  static String uneven(int less, int volleys, int least) {
    return "In %d of %d volleys fewer ran at once, down to %d: the server gives its processes uneven"
            .formatted(less, volleys, least)
        + " shares, so that some requests wait while threads are idle. It may be able to run more"
        + " than was seen.";
  }

  static String busyHere(Duration pause) {
    return "This machine was too busy to measure well: the probe itself stood still for %s."
        .formatted(seconds(pause));
  }

  static String outOfTime() {
    return "The time was over before larger or more volleys could be sent; --timeout gives more.";
  }

  static String stopped(int asked, int count, String how) {
    return "Stopped: of %d request%s at once %d %s."
        .formatted(asked, asked == 1 ? "" : "s", count, how);
  }

  /** Three digits, because a step of 0.2 s and one of 0.205 s are the same to the eye. */
  static String seconds(Duration duration) {
    double seconds = duration.toNanos() / 1e9;
    return String.format(Locale.ROOT, seconds < 0.1 ? "%.3f s" : "%.2f s", seconds);
  }

  /** "1 process with 6 threads, 2 with 3, ...": processes up to eight, which is usual. */
  private static String sizes(int slots) {
    List<String> sizes = new ArrayList<>();
    for (int workers = 1; workers <= Math.min(8, slots); workers++) {
      if (slots % workers == 0) {
        sizes.add(workers + " x " + slots / workers);
      }
    }
    return String.join(" or ", sizes) + " (processes x threads)";
  }
}
