package dev.junicorn.plan.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.plan.Sourced;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionWishTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          3.11            | 3.11.2 | true
          3.11            | 3.12.0 | false
          3.1             | 3.11.0 | false
          3.11.4          | 3.11.2 | false
          3               | 3.13.0 | true
          >=3.10          | 3.10.0 | true
          >=3.10          | 3.9.19 | false
          >=3.9,<3.12     | 3.11.9 | true
          >=3.9, <3.12    | 3.12.0 | false
          >3.10           | 3.10.4 | false
          >3.10           | 3.11.0 | true
          <=3.11          | 3.11.2 | false
          <=3.11          | 3.11.0 | true
          ==3.11          | 3.11.0 | true
          ==3.11          | 3.11.2 | false
          ==3.11.*        | 3.11.2 | true
          !=3.11.*        | 3.11.2 | false
          !=3.11.1        | 3.11.2 | true
          ~=3.9           | 3.12.1 | true
          ~=3.9           | 4.0.0  | false
          ~=3.9.2         | 3.9.1  | false
          ~=3.9.2         | 3.9.7  | true
          ~=3.9.2         | 3.10.0 | false
          ^3.9            | 3.13.0 | true
          ^3.9            | 4.0.0  | false
          ~3.9            | 3.9.18 | true
          ~3.9            | 3.10.0 | false
          """)
  void whatIsWanted(String wish, String version, boolean accepted) {
    assertThat(wish(wish).isReadable()).isTrue();
    assertThat(wish(wish).accepts(version(version))).isEqualTo(accepted);
  }

  @Test
  void whatCannotBeReadWantsNothing() {
    for (String text :
        List.of("my-env", "pypy3.9-7.3", "3.x", ">=", "3.11 or so", "\ud835\udfd1")) {
      assertThat(wish(text).isReadable()).as(text).isFalse();
      assertThat(wish(text).accepts(version("3.11.2"))).as(text).isTrue();
    }
  }

  @Property
  void aVersionWantsItselfAndItsSeries(
      @ForAll @IntRange(min = 3, max = 4) int major,
      @ForAll @IntRange(min = 0, max = 30) int minor,
      @ForAll @IntRange(min = 0, max = 30) int patch) {
    PythonVersion version = new PythonVersion(List.of(major, minor, patch));
    assertThat(wish(version.toString()).accepts(version)).isTrue();
    assertThat(wish(major + "." + minor).accepts(version)).isTrue();
    assertThat(wish(">=" + version).accepts(version)).isTrue();
    assertThat(wish("<" + version).accepts(version)).isFalse();
    assertThat(wish("!=" + version).accepts(version)).isFalse();
  }

  @Property
  void boundsAreEachOthersOpposite(
      @ForAll @IntRange(min = 0, max = 30) int minor,
      @ForAll @IntRange(min = 0, max = 30) int bound) {
    PythonVersion version = new PythonVersion(List.of(3, minor, 0));
    assertThat(wish(">=3." + bound).accepts(version))
        .isNotEqualTo(wish("<3." + bound).accepts(version));
  }

  private static VersionWish wish(String text) {
    return new VersionWish(new Sourced<>(text, "the test"));
  }

  private static PythonVersion version(String text) {
    return PythonVersion.parse(text).orElseThrow();
  }
}
