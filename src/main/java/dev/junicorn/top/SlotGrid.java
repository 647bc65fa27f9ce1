package dev.junicorn.top;

import dev.junicorn.observation.Now;
import dev.junicorn.observation.SlotSeen;
import dev.junicorn.observation.WorkerSeen;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Workers x threads: a row for each worker, a cell for each of its threads. */
final class SlotGrid {

  /** From this width on a worker has its process id, processor and memory beside its number. */
  private static final int LONG_LABEL = 70;

  /** A cell of this width has the request's path, one of the next its age. */
  private static final int WITH_PATH = 14;

  private static final int WITH_AGE = 6;
  private static final int WIDEST = 30;

  private final TopView view;
  private final int width;
  private final Style style;
  private final Now now;

  SlotGrid(TopView view, int width, Style style) {
    this.view = view;
    this.width = width;
    this.style = style;
    this.now = view.picture().seen().now();
  }

  /** The slot that is chosen; empty where there is none at this place any more. */
  static Optional<SlotSeen> chosen(TopView view) {
    List<WorkerSeen> workers = view.picture().seen().now().workers();
    if (workers.isEmpty()) {
      return Optional.empty();
    }
    WorkerSeen worker = workers.get(Math.clamp(view.row(), 0, workers.size() - 1));
    List<SlotSeen> slots = slotsOf(view.picture().seen().now(), worker);
    return slots.isEmpty()
        ? Optional.empty()
        : Optional.of(slots.get(Math.clamp(view.column(), 0, slots.size() - 1)));
  }

  static List<SlotSeen> slotsOf(Now now, WorkerSeen worker) {
    return now.slots().stream()
        .filter(slot -> slot.worker() == worker.worker())
        .sorted(Comparator.comparingInt(SlotSeen::slot))
        .toList();
  }

  /** The grid in so many lines at most; the chosen worker is always there. */
  List<Line> lines(int most) {
    List<WorkerSeen> workers = now.workers();
    if (most < 2 || workers.isEmpty()) {
      return List.of();
    }
    int rows = Math.min(workers.size(), most - 1);
    if (rows < workers.size() && rows > 1) {
      rows--; // for the line that says that there are more
    }
    int from = Math.clamp(view.row() - rows / 2, 0, workers.size() - rows);
    List<Line> lines = new ArrayList<>();
    lines.add(title());
    for (WorkerSeen worker : workers.subList(from, from + rows)) {
      lines.add(row(worker));
    }
    if (rows < workers.size() && lines.size() < most) {
      lines.add(
          Line.of(
              "%d to %d of %d workers".formatted(from + 1, from + rows, workers.size()),
              Ink.FAINT));
    }
    return lines;
  }

  private boolean hasLongLabel() {
    return width >= LONG_LABEL;
  }

  private Line title() {
    String label = hasLongLabel() ? "WORKER     PID   CPU  MEMORY  " : "#  ";
    return Line.of(label + "THREADS AND WHAT THEY RUN", Ink.FAINT);
  }

  private Line row(WorkerSeen worker) {
    Line line = label(worker);
    List<SlotSeen> slots = slotsOf(now, worker);
    if (slots.isEmpty()) {
      return line.add(
          worker.state() + (worker.note().isEmpty() ? "" : ": " + worker.note()), Ink.WARM);
    }
    int cell = Math.clamp((width - line.width()) / slots.size(), 1, WIDEST);
    int fitting = Math.min(slots.size(), (width - line.width()) / cell);
    for (SlotSeen slot : slots.subList(0, Math.max(0, fitting))) {
      line.add(cell(slot, cell));
    }
    return line;
  }

  private Line label(WorkerSeen worker) {
    Ink ink = worker.state().equals("ready") && worker.note().isEmpty() ? Ink.PLAIN : Ink.WARM;
    return hasLongLabel()
        ? Line.of(
                "%6d %7d  %4s  %6s"
                    .formatted(
                        worker.worker(),
                        worker.pid(),
                        Words.percent(worker.cores()),
                        worker.memory() == 0 ? "-" : Words.bytes(worker.memory())),
                ink)
            .to(30)
        : Line.of("%-2d".formatted(worker.worker()), ink).add(" ");
  }

  private Line cell(SlotSeen slot, int cell) {
    Ink ink = isChosen(slot) ? Ink.CHOSEN : ink(slot);
    if (cell < WITH_AGE) {
      String symbol = symbol(slot);
      return Line.of(symbol, ink).to(cell);
    }
    String mark = isChosen(slot) ? ">" : " ";
    int room = cell - 2; // the mark before, a blank behind
    if (slot.state().equals(SlotSeen.IDLE)) {
      return Line.of(mark + pad(style.idle(), room), ink).add(" ");
    }
    String age = Words.time(slot.seconds());
    String text = slot.state().equals(SlotSeen.STUCK) ? "stuck" : path(slot);
    int left = room - age.length() - 1;
    String words =
        cell < WITH_PATH || left < 2
            ? Words.fit(age, room)
            : pad(Words.fit(text, left), left) + " " + age;
    return Line.of(mark + pad(words, room), ink).add(" ");
  }

  private static String path(SlotSeen slot) {
    int query = slot.target().indexOf('?');
    return Words.shown(query < 0 ? slot.target() : slot.target().substring(0, query));
  }

  private String symbol(SlotSeen slot) {
    return switch (slot.state()) {
      case SlotSeen.IDLE -> style.idle();
      case SlotSeen.STUCK -> "!";
      default -> slot.seconds() < 1 ? style.busy() : style.longBusy();
    };
  }

  private static Ink ink(SlotSeen slot) {
    return switch (slot.state()) {
      case SlotSeen.IDLE -> Ink.FAINT;
      case SlotSeen.STUCK -> Ink.BAD;
      default -> slot.seconds() < 1 ? Ink.GOOD : slot.seconds() < 10 ? Ink.WARM : Ink.BAD;
    };
  }

  private boolean isChosen(SlotSeen slot) {
    return chosen(view)
        .filter(one -> one.worker() == slot.worker() && one.slot() == slot.slot())
        .isPresent();
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
