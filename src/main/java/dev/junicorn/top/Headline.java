package dev.junicorn.top;

import dev.junicorn.exchange.TimeSplit;
import dev.junicorn.observation.Now;
import dev.junicorn.observation.Observation;
import dev.junicorn.observation.Second;
import java.util.ArrayList;
import java.util.List;

/** How full the slots are, who waits, and why. */
final class Headline {

  /** As far as one looks back to say where time goes. */
  private static final int SECONDS = 10;

  /** Under this many columns only the words stand. */
  private static final int LEAST_BAR = 8;

  private final TopView view;
  private final int width;
  private final Style style;

  Headline(TopView view, int width, Style style) {
    this.view = view;
    this.width = width;
    this.style = style;
  }

  List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    lines.add(name());
    lines.add(slots());
    lines.add(Line.of(Words.fit(why(view.picture().seen()), width), Ink.PLAIN));
    return lines;
  }

  private Line name() {
    Observation seen = view.picture().seen();
    Now now = seen.now();
    String right = view.isPaused() ? "PAUSED" : "";
    Line line =
        Line.of(Words.fit(Words.shown(seen.setup().app()), Math.max(8, width / 3)), Ink.STRONG);
    line.add(" " + now.state(), now.state().equals("ready") ? Ink.GOOD : Ink.WARM);
    String more =
        ", up %s, pid %d, generation %d, junicorn %s"
            .formatted(
                Words.age(now.uptime()),
                view.picture().pid(),
                now.generation(),
                seen.setup().version());
    line.add(Words.fit(more, width - line.width() - right.length() - 1), Ink.FAINT);
    return right.isEmpty() ? line : line.to(width - right.length()).add(right, Ink.WARM);
  }

  private Line slots() {
    Now now = view.picture().seen().now();
    int all = now.slots().size();
    int busy = now.busy();
    boolean isFull = all > 0 && busy == all;
    Ink ink = isFull ? Ink.BAD : busy * 5 >= all * 4 && all > 0 ? Ink.WARM : Ink.GOOD;
    Line line = Line.of("%d of %s busy".formatted(busy, Words.counted(all, "slot")), ink);
    Line waiting = waiting(now);
    int bar = Math.min(width / 3, width - line.width() - waiting.width() - 2);
    if (bar >= LEAST_BAR && all > 0) {
      int filled = (int) Math.ceil((double) bar * busy / all);
      line.add(" ").add(style.full().repeat(filled), ink);
      line.add(style.empty().repeat(bar - filled), Ink.FAINT);
    }
    return line.add(" ").add(waiting);
  }

  private static Line waiting(Now now) {
    if (now.waiting() == 0) {
      return Line.of("0 waiting", Ink.PLAIN);
    }
    return Line.of(
        "%d waiting, oldest %s".formatted(now.waiting(), Words.time(now.oldestWait())), Ink.BAD);
  }

  /** Why it is as it is, in one sentence. */
  static String why(Observation seen) {
    Now now = seen.now();
    if (now.slots().isEmpty()) {
      return now.state().equals("starting")
          ? "No worker is ready yet."
          : "No worker is ready: requests wait or get 503.";
    }
    if (now.busy() < now.slots().size()) {
      return now.waiting() == 0
          ? "Nobody waits."
          : "Slots are free, and requests wait: a worker is starting or ending.";
    }
    TimeSplit spent =
        seen.last(SECONDS).stream().map(Second::spent).reduce(TimeSplit.ZERO, TimeSplit::plus);
    return "Every slot is busy. " + mostly(spent);
  }

  private static String mostly(TimeSplit spent) {
    if (spent.app() == 0) {
      return "No request has ended lately.";
    }
    long most = Math.max(spent.cpu(), Math.max(spent.contention(), spent.blocked()));
    String share = Words.percent((double) most / spent.app());
    if (most == spent.blocked()) {
      return "Requests wait %s of their time for something else.".formatted(share);
    }
    return most == spent.cpu()
        ? "Requests compute %s of their time.".formatted(share)
        : "Requests wait %s of their time for the GIL or a processor.".formatted(share);
  }
}
