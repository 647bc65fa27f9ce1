package dev.junicorn.top;

import java.util.List;

/**
 * Everything that a screen shows.
 *
 * @param picture the newest one, or the last before somebody pressed pause
 * @param page what of it
 * @param row the chosen worker, by its place in the list from 0
 * @param column the chosen slot of it, from 0
 * @param isPaused whether it stands still
 * @param stack the lines of {@link Page#STACK}
 * @param scroll how many of these are above the screen
 */
record TopView(
    Picture picture,
    Page page,
    int row,
    int column,
    boolean isPaused,
    List<String> stack,
    int scroll) {

  /** What is on the screen. */
  enum Page {
    ALL,
    STACK,
    HELP
  }

  static TopView of(Picture picture) {
    return new TopView(picture, Page.ALL, 0, 0, false, List.of(), 0);
  }
}
