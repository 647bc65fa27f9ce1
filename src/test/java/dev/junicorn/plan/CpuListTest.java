package dev.junicorn.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuListTest {

  @Test
  void readsNumbersAndRanges() {
    assertThat(CpuList.parse("0")).containsExactly(0);
    assertThat(CpuList.parse(" 0-2,8\n")).containsExactly(0, 1, 2, 8);
    assertThat(CpuList.parse("0,2,4")).containsExactly(0, 2, 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "3-1", "0-", "0-999999999999", "0,,1"})
  void makesNothingOfAnythingElse(String list) {
    assertThat(CpuList.parse(list)).isEmpty();
  }
}
