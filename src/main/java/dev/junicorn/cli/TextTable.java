package dev.junicorn.cli;

import java.util.ArrayList;
import java.util.List;

/** Columns that line up; numbers to the right, text to the left. */
final class TextTable {

  private static final String GAP = "  ";
  private static final String NUMBER = "[0-9].*|-";

  private final List<List<String>> rows = new ArrayList<>();

  TextTable(String... titles) {
    rows.add(List.of(titles));
  }

  TextTable row(Object... cells) {
    rows.add(List.of(cells).stream().map(String::valueOf).toList());
    return this;
  }

  /** The lines, the titles first; nothing after the last column's text. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        line.append(column == 0 ? "" : GAP).append(padded(row.get(column), column));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private String padded(String cell, int column) {
    int width = rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    String blanks = " ".repeat(width - cell.length());
    return isNumeric(column) ? blanks + cell : cell + blanks;
  }

  private boolean isNumeric(int column) {
    return rows.stream().skip(1).allMatch(row -> row.get(column).matches(NUMBER));
  }
}
