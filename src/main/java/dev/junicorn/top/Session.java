package dev.junicorn.top;

import dev.junicorn.observation.Now;
import dev.junicorn.observation.SlotSeen;
import dev.junicorn.observation.WorkerSeen;
import dev.junicorn.top.TopView.Page;
import java.util.List;
import java.util.Optional;

/** What somebody does with the screen: keys and pictures in, a view out. Confined to one thread. */
final class Session {

  private Picture newest;
  private Picture shown;
  private Page page = Page.ALL;
  private boolean isPaused;
  private int row;
  private int column;
  private int scroll;
  private List<String> stack = List.of();

  Session(Picture first) {
    newest = first;
    shown = first;
  }

  /** A new picture was taken. */
  void seen(Picture picture) {
    newest = picture;
    if (!isPaused) {
      shown = picture;
    }
  }

  /** The stack that was asked for. */
  void stack(List<String> lines) {
    stack = lines;
  }

  TopView view() {
    return new TopView(shown, page, row, column, isPaused, stack, scroll);
  }

  /**
   * Does what a key says.
   *
   * @return the slot whose stack is wanted; empty for none
   */
  Optional<SlotSeen> press(Key key) {
    switch (key) {
      case UP, DOWN, LEFT, RIGHT -> move(key);
      case PAUSE -> pause();
      case HELP -> page = page == Page.HELP ? Page.ALL : Page.HELP;
      case BACK -> page = Page.ALL;
      case STACK -> {
        Optional<SlotSeen> chosen = SlotGrid.chosen(view());
        if (page != Page.HELP && chosen.isPresent()) {
          page = Page.STACK;
          scroll = 0;
          stack = List.of("...");
          return chosen;
        }
      }
      case QUIT, END, NONE -> {}
    }
    return Optional.empty();
  }

  private void pause() {
    isPaused = !isPaused;
    shown = isPaused ? shown : newest;
  }

  private void move(Key key) {
    if (page == Page.STACK) {
      int step = key == Key.DOWN ? 1 : key == Key.UP ? -1 : 0;
      scroll = Math.clamp((long) scroll + step, 0, Math.max(0, stack.size() - 1));
      return;
    }
    Now now = shown.seen().now();
    row = step(row, now.workers().size(), key == Key.DOWN, key == Key.UP);
    int slots = now.workers().isEmpty() ? 0 : slots(now, now.workers().get(row));
    column = step(column, slots, key == Key.RIGHT, key == Key.LEFT);
  }

  private static int slots(Now now, WorkerSeen worker) {
    return SlotGrid.slotsOf(now, worker).size();
  }

  private static int step(int from, int count, boolean forward, boolean back) {
    return Math.clamp((long) from + (forward ? 1 : 0) - (back ? 1 : 0), 0, Math.max(0, count - 1));
  }
}
