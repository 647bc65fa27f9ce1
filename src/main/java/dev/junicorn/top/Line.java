package dev.junicorn.top;

import java.util.ArrayList;
import java.util.List;

/**
 * One line of a screen: pieces of text, each with its ink. Every character is one column wide;
 * {@link Words#shown} sees to that.
 */
final class Line {

  private record Piece(String text, Ink ink) {}

  private final List<Piece> pieces = new ArrayList<>();
  private int width;

  static Line of(String text, Ink ink) {
    return new Line().add(text, ink);
  }

  static Line empty() {
    return new Line();
  }

  Line add(String text, Ink ink) {
    if (!text.isEmpty()) {
      pieces.add(new Piece(text, ink));
      width += text.length();
    }
    return this;
  }

  Line add(String text) {
    return add(text, Ink.PLAIN);
  }

  Line add(Line other) {
    other.pieces.forEach(piece -> add(piece.text(), piece.ink()));
    return this;
  }

  /** Blanks up to the column, or none where the text is there already. */
  Line to(int column) {
    return add(" ".repeat(Math.max(0, column - width)));
  }

  int width() {
    return width;
  }

  /** The same, no wider than this. */
  Line cut(int columns) {
    if (width <= columns) {
      return this;
    }
    Line cut = new Line();
    for (Piece piece : pieces) {
      int room = columns - cut.width;
      cut.add(piece.text().substring(0, Math.min(room, piece.text().length())), piece.ink());
    }
    return cut;
  }

  /** Without inks and without blanks at the end. */
  String text() {
    StringBuilder text = new StringBuilder();
    pieces.forEach(piece -> text.append(piece.text()));
    return text.toString().stripTrailing();
  }

  /** For a terminal. */
  String painted(boolean withColours) {
    StringBuilder text = new StringBuilder();
    for (Piece piece : pieces) {
      String parameters = piece.ink().parameters(withColours);
      if (parameters.isEmpty()) {
        text.append(piece.text());
      } else {
        text.append("\u001b[").append(parameters).append('m');
        text.append(piece.text()).append("\u001b[0m");
      }
    }
    return text.toString();
  }
}
