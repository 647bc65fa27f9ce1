package dev.junicorn.top;

/** What a piece of text is drawn with, as parameters of the terminal's SGR sequence (ECMA-48). */
enum Ink {
  PLAIN("", ""),
  STRONG("1", "1"),
  FAINT("2", "2"),
  /** Where the cursor is. */
  CHOSEN("7", "7"),
  GOOD("32", ""),
  WARM("33", ""),
  BAD("1;31", "1"),
  CALM("36", ""),
  /** The parts of a request's time. */
  RECEIVING("30;47", ""),
  QUEUE("30;43", ""),
  DISPATCH("37;40", ""),
  CPU("30;42", ""),
  CONTENTION("37;41", ""),
  BLOCKED("37;44", ""),
  SENDING("30;46", "");

  private final String colours;
  private final String none;

  Ink(String colours, String none) {
    this.colours = colours;
    this.none = none;
  }

  /** The parameters; empty for none. Bold, faint and inverse are no colours. */
  String parameters(boolean withColours) {
    return withColours ? colours : none;
  }
}
