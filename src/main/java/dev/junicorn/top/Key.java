package dev.junicorn.top;

/** What somebody pressed. */
enum Key {
  UP,
  DOWN,
  LEFT,
  RIGHT,
  STACK,
  PAUSE,
  HELP,
  BACK,
  QUIT,
  /** The terminal is gone. */
  END,
  /** Nothing that means anything here, or nothing at all. */
  NONE;

  /** Of a single character; {@link KeyReader} knows the sequences. */
  static Key of(int character) {
    return switch (character) {
      case 'k' -> UP;
      case 'j' -> DOWN;
      case 'h' -> LEFT;
      case 'l' -> RIGHT;
      case 's', '\r', '\n' -> STACK;
      case 'p', ' ' -> PAUSE;
      case '?' -> HELP;
      case 'q', 'Q', CONTROL_C, CONTROL_D -> QUIT;
      default -> NONE;
    };
  }

  private static final int CONTROL_C = 3;
  private static final int CONTROL_D = 4;
}
