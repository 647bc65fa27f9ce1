package dev.junicorn.doctor;

import java.util.List;
import java.util.Optional;

/**
 * The linear combination of some numbers that comes nearest to another, without a constant part.
 */
final class LeastSquares {

  /** Numbers that go along so exactly cannot be told apart. */
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

  /** Gauss and Jordan, with the largest pivot of each column. */
  private static boolean eliminate(double[][] table) {
    for (int column = 0; column < table.length; column++) {
      int pivot = column;
      double largest = 0;
      for (int row = column; row < table.length; row++) {
        if (Math.abs(table[row][column]) > largest) {
          largest = Math.abs(table[row][column]);
          pivot = row;
        }
      }
      if (largest <= SINGULAR * (1 + Math.abs(table[0][0]))) {
        return false;
      }
      double[] swapped = table[column];
      table[column] = table[pivot];
      table[pivot] = swapped;
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
