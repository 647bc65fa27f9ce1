package dev.junicorn.top;

/**
 * What a terminal can show.
 *
 * @param colours whether colours are wanted ({@code NO_COLOR} says no)
 * @param blocks whether it has the block characters of Unicode; else ASCII must do
 */
public record Style(boolean colours, boolean blocks) {

  private static final String HEIGHTS = "▁▂▃▄▅▆▇█";
  private static final String ASCII_HEIGHTS = "_.-=+*%#";

  /** A bar's character for a value, from 0 to 1. */
  char height(double share) {
    String heights = blocks ? HEIGHTS : ASCII_HEIGHTS;
    int last = heights.length() - 1;
    return heights.charAt(Math.clamp(Math.round(share * last), 0, last));
  }

  String full() {
    return blocks ? "█" : "#";
  }

  String empty() {
    return blocks ? "░" : ".";
  }

  String idle() {
    return blocks ? "·" : ".";
  }

  String busy() {
    return blocks ? "▪" : "o";
  }

  /** Busy for a second or longer. */
  String longBusy() {
    return blocks ? "█" : "O";
  }
}
