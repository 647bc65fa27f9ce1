package dev.junicorn.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RoomPartsTest {

  private record Part(int offset, int length) {
    boolean meets(Part other) {
      return offset < other.offset + other.length && other.offset < offset + length;
    }
  }

  @Property
  void partsAreInsideAndApart(
      @ForAll @Size(max = 60) List<@IntRange(min = -5, max = 120) Integer> steps) {
    RoomParts parts = new RoomParts(100);
    List<Part> taken = new ArrayList<>();
    for (int step : steps) {
      if (step <= 0) { // gives back one of the first
        if (!taken.isEmpty()) {
          parts.giveBack(taken.remove(Math.min(-step, taken.size() - 1)).offset());
        }
        continue;
      }
      int offset = parts.take(step);
      if (offset >= 0) {
        Part part = new Part(offset, step);
        assertThat(offset + step).isLessThanOrEqualTo(100);
        assertThat(taken).noneMatch(part::meets);
        taken.add(part);
      } else {
        assertThat(taken.isEmpty() && step <= 100).as("room while nothing is taken").isFalse();
      }
    }
  }

  @Test
  void whatIsGivenBackInOrderIsUsedAgain() {
    RoomParts parts = new RoomParts(100);
    assertThat(parts.take(60)).isZero();
    assertThat(parts.take(30)).isEqualTo(60);
    assertThat(parts.take(30)).isEqualTo(-1);
    parts.giveBack(0);
    assertThat(parts.take(30)).isZero();
    assertThat(parts.take(31)).isEqualTo(-1);
    assertThat(parts.take(30)).isEqualTo(30);
    assertThatThrownBy(() -> parts.giveBack(61)).hasMessageContaining("61");
  }
}
