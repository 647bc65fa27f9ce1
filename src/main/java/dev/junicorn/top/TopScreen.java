package dev.junicorn.top;

import dev.junicorn.doctor.Finding;
import dev.junicorn.observation.SlotSeen;
import java.util.ArrayList;
import java.util.List;

/**
 * A view as lines. Pure. What matters most is on top and is kept longest: a low screen first loses
 * the slow requests, then the rows of the grid, then the numbers.
 */
final class TopScreen {

  /** From here on there is room for blank lines between the parts. */
  private static final int AIRY = 30;

  private static final int LEAST_GRID = 2;
  private static final int LEAST_SLOW = 3;
  private static final int MOST_SLOW = 14;

  private final TopView view;
  private final int width;
  private final int height;
  private final Style style;
  private final List<Line> lines = new ArrayList<>();

  private TopScreen(TopView view, int width, int height, Style style) {
    this.view = view;
    this.width = width;
    this.height = height;
    this.style = style;
  }

  /**
   * Draws.
   *
   * @param width columns, at least 1
   * @param height rows, at least 1
   * @return as many lines as there are rows at most, none wider than the columns
   */
  static List<Line> render(TopView view, int width, int height, Style style) {
    return new TopScreen(view, width, height, style).render();
  }

  private List<Line> render() {
    switch (view.page()) {
      case ALL -> all();
      case STACK -> stack();
      case HELP -> HelpPage.lines().forEach(lines::add);
    }
    while (lines.size() < height - 1) {
      lines.add(Line.empty());
    }
    List<Line> shown = new ArrayList<>(lines.subList(0, Math.max(0, height - 1)));
    shown.add(foot());
    return shown.stream().map(line -> line.cut(width)).toList();
  }

  private void all() {
    boolean isAiry = height >= AIRY;
    Headline headline = new Headline(view, width, style);
    lines.addAll(headline.lines());
    findings();
    int room = height - 1 - lines.size();
    int wanted = 1 + view.picture().seen().now().workers().size();
    List<Line> numbers =
        new Numbers(view.picture().seen(), width, style)
            .lines(room - Math.min(wanted, 2 * LEAST_GRID));
    int blanks = isAiry ? 2 : 0;
    int left = room - numbers.size() - blanks;
    int slow = Math.clamp(left - wanted, 0, MOST_SLOW);
    slow =
        slow < LEAST_SLOW && left - LEAST_SLOW >= Math.min(wanted, 2 * LEAST_GRID)
            ? LEAST_SLOW
            : slow;
    blank(isAiry);
    lines.addAll(new SlotGrid(view, width, style).lines(left - slow));
    blank(isAiry);
    lines.addAll(numbers);
    int rest = height - 1 - lines.size() - (isAiry ? 1 : 0);
    if (rest >= LEAST_SLOW - 1) {
      blank(isAiry);
      lines.addAll(new SlowRequests(view.picture().seen(), width).lines(rest));
    }
  }

  private void blank(boolean isWanted) {
    if (isWanted) {
      lines.add(Line.empty());
    }
  }

  /** Their titles: on a small screen that of the worst. */
  private void findings() {
    List<Finding> findings = view.picture().findings();
    int most = Math.clamp(height / 8, 1, 5);
    int shown = findings.size() <= most ? findings.size() : most - 1;
    if (shown == 0 && !findings.isEmpty()) {
      shown = 1;
    }
    for (Finding finding : findings.subList(0, shown)) {
      Ink ink =
          switch (finding.weight()) {
            case CRITICAL -> Ink.BAD;
            case WARNING -> Ink.WARM;
            case NOTE -> Ink.CALM;
          };
      lines.add(Line.of(Words.fit("! " + finding.title(), width), ink));
    }
    if (findings.size() > shown && most > 1) {
      lines.add(
          Line.of(
              "  and %s; junicorn doctor tells all"
                  .formatted(Words.counted(findings.size() - shown, "finding")),
              Ink.FAINT));
    }
  }

  private void stack() {
    List<String> stack = view.stack();
    int from = Math.clamp(view.scroll(), 0, Math.max(0, stack.size() - (height - 3)));
    lines.add(Line.of(Words.fit(chosen(), width), Ink.STRONG));
    lines.add(Line.empty());
    stack.subList(from, stack.size()).stream()
        .map(line -> Line.of(Words.fit(Words.shown(line), width), Ink.PLAIN))
        .forEach(lines::add);
  }

  private Line foot() {
    Line keys =
        switch (view.page()) {
          case ALL -> keys("q", "quit", "s", "stack", "p", view.isPaused() ? "go on" : "pause");
          case STACK -> keys("s", "again", "esc", "back", "q", "quit");
          case HELP -> keys("esc", "back", "q", "quit");
        };
    if (view.page() == TopView.Page.ALL) {
      keys.add("?", Ink.STRONG).add(" help");
      String chosen = chosen();
      int room = width - keys.width() - 2;
      if (room >= 12) {
        keys.add("  ").add(Words.fit(chosen, room), Ink.FAINT);
      }
    }
    return keys;
  }

  private static Line keys(String... words) {
    Line line = Line.empty();
    for (int i = 0; i < words.length; i += 2) {
      line.add(words[i], Ink.STRONG).add(" " + words[i + 1] + "  ");
    }
    return line;
  }

  /** The chosen slot in words. */
  private String chosen() {
    return SlotGrid.chosen(view)
        .map(slot ->
            slot.state().equals(SlotSeen.IDLE)
                ? "worker %d thread %d is idle".formatted(slot.worker(), slot.slot())
                : "worker %d thread %d: %s %s for %s"
                    .formatted(
                        slot.worker(),
                        slot.slot(),
                        Words.shown(slot.method()),
                        Words.shown(slot.target()),
                        Words.time(slot.seconds())))
        .orElse("no worker");
  }
}
