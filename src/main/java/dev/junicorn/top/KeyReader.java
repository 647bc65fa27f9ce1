package dev.junicorn.top;

import java.io.IOException;

/** Characters to keys. Confined to the thread that reads the terminal. */
final class KeyReader {

  /** Characters of a terminal, one at a time. */
  @FunctionalInterface
  interface Characters {

    /** No character came in time. */
    int TIMEOUT = -2;

    /** There will be none any more. */
    int END = -1;

    /**
     * The next one, {@link #TIMEOUT} or {@link #END}.
     *
     * @param millis how long to wait for it
     */
    int read(long millis) throws IOException;
  }

  private static final int ESCAPE = 27;

  /** The rest of a key's sequence follows at once; a person's Esc does not have one. */
  private static final long SEQUENCE_MILLIS = 50;

  private final Characters characters;

  KeyReader(Characters characters) {
    this.characters = characters;
  }

  /** The next key; {@link Key#NONE} where none came in time. */
  Key read(long millis) throws IOException {
    int character = characters.read(millis);
    return switch (character) {
      case Characters.TIMEOUT -> Key.NONE;
      case Characters.END -> Key.END;
      case ESCAPE -> afterEscape();
      default -> Key.of(character);
    };
  }

  /** {@code ESC [ A} and {@code ESC O A} are arrows (ECMA-48, DEC's application mode). */
  private Key afterEscape() throws IOException {
    int next = characters.read(SEQUENCE_MILLIS);
    if (next != '[' && next != 'O') {
      return Key.BACK;
    }
    int last = characters.read(SEQUENCE_MILLIS);
    boolean isPlain = last >= 'A';
    while (last >= ' ' && last < '@') {
      last = characters.read(SEQUENCE_MILLIS); // the parameters of some other key
    }
    return isPlain ? arrow(last) : Key.NONE;
  }

  private static Key arrow(int letter) {
    return switch (letter) {
      case 'A' -> Key.UP;
      case 'B' -> Key.DOWN;
      case 'C' -> Key.RIGHT;
      case 'D' -> Key.LEFT;
      default -> Key.NONE;
    };
  }
}
