package dev.junicorn.doctor;

import java.util.List;
import java.util.Optional;

/**
 * The linear combination of some numbers that comes nearest to another, without a constant part.
 */
final class LeastSquares {

  /** A number of whose square the others leave no more than this part goes along with them. */
  private static final double SINGULAR = 1e-9;

  private final double[] coefficients;
  private final double[] errors;

  private LeastSquares(double[] coefficients, double[] errors) {
    this.coefficients = coefficients;
    this.errors = errors;
  }

  /**
   * Solves the normal equations.
   *
   * @param rows the numbers of each case, as many in each
   * @param values what they should come to; more of them than numbers in a row
   * @return empty if the numbers cannot be told apart
   */
  static Optional<LeastSquares> of(List<double[]> rows, List<Double> values) {
    int width = rows.getFirst().length;
    // The matrix, then the right side, then the unit matrix that becomes the inverse.
    double[][] table = new double[width][2 * width + 1];
    for (int row = 0; row < rows.size(); row++) {
      double[] numbers = rows.get(row);
      for (int i = 0; i < width; i++) {
        for (int j = 0; j < width; j++) {
          table[i][j] += numbers[i] * numbers[j];
        }
        table[i][width] += numbers[i] * values.get(row);
      }
    }
    for (int i = 0; i < width; i++) {
      table[i][width + 1 + i] = 1;
    }
    return eliminate(table) ? Optional.of(fit(table, rows, values)) : Optional.empty();
  }

  /** What one more of this number adds. */
  double coefficient(int number) {
    return coefficients[number];
  }

  /** The standard error of that. */
  double error(int number) {
    return errors[number];
  }

  /**
   * Gauss and Jordan. What is left of a number on the diagonal, when those before it have been
   * taken out, is the part of its square that they do not explain; no rows need to change places,
   * since that is never negative.
   */
  private static boolean eliminate(double[][] table) {
    double[] squares = new double[table.length];
    for (int i = 0; i < squares.length; i++) {
      squares[i] = table[i][i];
    }
    for (int column = 0; column < table.length; column++) {
      if (table[column][column] <= SINGULAR * squares[column]) {
        return false;
      }
      clear(table, column);
    }
    return true;
  }

  private static void clear(double[][] table, int column) {
    double[] base = table[column];
    double divisor = base[column];
    for (int i = 0; i < base.length; i++) {
      base[i] /= divisor;
    }
    for (int row = 0; row < table.length; row++) {
      double factor = table[row][column];
      if (row != column && factor != 0) {
        for (int i = 0; i < base.length; i++) {
          table[row][i] -= factor * base[i];
        }
      }
    }
  }

  private static LeastSquares fit(double[][] table, List<double[]> rows, List<Double> values) {
    int width = table.length;
    double[] coefficients = new double[width];
    for (int i = 0; i < width; i++) {
      coefficients[i] = table[i][width];
    }
    double squares = 0;
    for (int row = 0; row < rows.size(); row++) {
      double rest = values.get(row);
      for (int i = 0; i < width; i++) {
        rest -= coefficients[i] * rows.get(row)[i];
      }
      squares += rest * rest;
    }
    double variance = squares / Math.max(1, rows.size() - width);
    double[] errors = new double[width];
    for (int i = 0; i < width; i++) {
      errors[i] = Math.sqrt(variance * Math.max(0, table[i][width + 1 + i]));
    }
    return new LeastSquares(coefficients, errors);
  }
}
