package dev.junicorn.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LeastSquaresTest {

  @Property
  void findsWhatTheNumbersAdd(
      @ForAll @Size(8) List<@IntRange(max = 100_000) Integer> often,
      @ForAll @Size(8) List<@IntRange(max = 20) Integer> seldom,
      @ForAll @DoubleRange(max = 10) double one,
      @ForAll @DoubleRange(max = 10) double other) {
    List<double[]> rows = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < often.size(); i++) {
      // The steps keep the two apart, whatever is drawn.
      double[] row = {often.get(i) + 50_000.0 * (i % 2), seldom.get(i) + 20.0 * (i % 3)};
      rows.add(row);
      values.add(one * row[0] + other * row[1]);
    }

    LeastSquares fit = LeastSquares.of(rows, values).orElseThrow();

    assertThat(fit.coefficient(0)).isCloseTo(one, within(1e-6));
    assertThat(fit.coefficient(1)).isCloseTo(other, within(1e-3));
  }

  @Property
  void saysNothingOfNumbersInProportion(
      @ForAll @Size(8) List<@IntRange(max = 100_000) Integer> counts,
      @ForAll @IntRange(min = 1, max = 1000) int numerator,
      @ForAll @IntRange(min = 1, max = 1000) int denominator,
      @ForAll @Size(8) List<@IntRange(max = 100) Integer> grown) {
    List<double[]> rows =
        counts.stream()
            .map(count -> new double[] {(double) count * numerator, (double) count * denominator})
            .toList();

    assertThat(LeastSquares.of(rows, grown.stream().map(Integer::doubleValue).toList())).isEmpty();
  }

  @Test
  void saysNothingOfANumberThatIsAlwaysZero() {
    List<double[]> rows = List.of(new double[] {1, 0}, new double[] {2, 0}, new double[] {5, 0});

    assertThat(LeastSquares.of(rows, List.of(1.0, 2.0, 5.0))).isEmpty();
  }

  @Test
  void theErrorIsTheUsualOne() {
    List<double[]> rows = List.of(new double[] {1}, new double[] {1}, new double[] {1});

    LeastSquares fit = LeastSquares.of(rows, List.of(1.0, 2.0, 6.0)).orElseThrow();

    assertThat(fit.coefficient(0)).isCloseTo(3, within(1e-12));
    // The standard deviation, the root of 7, by the root of the three cases.
    assertThat(fit.error(0)).isCloseTo(Math.sqrt(7.0 / 3), within(1e-12));
  }
}
