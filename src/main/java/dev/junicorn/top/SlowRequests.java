package dev.junicorn.top;

import dev.junicorn.exchange.TimeSplit;
import dev.junicorn.observation.Observation;
import dev.junicorn.observation.ServedRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The slowest requests of the last minute, with a bar that says where their time went. */
final class SlowRequests {

  private static final long MINUTE_MILLIS = 60_000;
  private static final double NANOS = 1e9;

  /** Time, status and the gaps. */
  private static final int FIXED = 11;

  private static final int LEAST_BAR = 10;
  private static final int MOST_BAR = 40;

  private final Observation seen;
  private final int width;

  SlowRequests(Observation seen, int width) {
    this.seen = seen;
    this.width = width;
  }

  List<Line> lines(int most) {
    List<Line> lines = new ArrayList<>();
    lines.add(
        Line.of(
            Words.fit(
                "SLOWEST IN THE LAST MINUTE, AND WHERE THEIR TIME WENT (? for the letters)", width),
            Ink.FAINT));
    seen.requests().stream()
        .filter(request -> seen.epochMillis() - request.endedMillis() <= MINUTE_MILLIS)
        .sorted(
            Comparator.comparingLong((ServedRequest request) -> request.split().total()).reversed())
        .limit(Math.max(0, most - 1))
        .forEach(request -> lines.add(line(request)));
    return lines;
  }

  private Line line(ServedRequest request) {
    Ink ink = request.status() >= 500 || request.status() == 0 ? Ink.BAD : Ink.PLAIN;
    Line line = Line.of("%6s ".formatted(Words.time(request.split().total() / NANOS)), Ink.STRONG);
    line.add("%3s ".formatted(request.status() == 0 ? "-" : request.status()), ink);
    String what = Words.shown(request.method() + " " + request.path());
    int bar = Math.clamp((width - FIXED) / 2, 0, MOST_BAR);
    if (bar < LEAST_BAR) {
      return line.add(Words.fit(what, width - line.width()));
    }
    int room = width - FIXED - bar;
    line.add(Words.fit(what, room)).to(FIXED + room);
    return line.add(bar(request.split(), bar));
  }

  /** One letter for each part's share of the columns; parts too small for one are left out. */
  private Line bar(TimeSplit split, int columns) {
    Line line = Line.empty();
    long total = Math.max(1, split.total());
    long until = 0;
    for (Part part : parts(split)) {
      until += part.nanos();
      int end = (int) Math.round((double) columns * until / total);
      line.add(part.letter().repeat(Math.max(0, end - line.width())), part.ink());
    }
    return line;
  }

  private record Part(String letter, Ink ink, long nanos) {}

  private static List<Part> parts(TimeSplit split) {
    return List.of(
        new Part("r", Ink.RECEIVING, split.receiving()),
        new Part("q", Ink.QUEUE, split.queue()),
        new Part("d", Ink.DISPATCH, split.dispatch()),
        new Part("c", Ink.CPU, split.cpu()),
        new Part("g", Ink.CONTENTION, split.contention()),
        new Part("b", Ink.BLOCKED, split.blocked()),
        new Part("s", Ink.SENDING, split.sending()));
  }
}
