package dev.junicorn.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinesTest {

  private final List<String> heard = new ArrayList<>();
  private final Lines lines = new Lines(heard::add);

  private void print(String text) {
    lines.pump(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void endsLinesAtEveryKindOfEndAndAtTheLast() {
    print("a\nb\r\nc\rd\n\ne");
    assertThat(heard).containsExactly("a", "b", "c", "d", "", "e");
  }

  @Test
  void cutsALineThatNeverEnds() {
    print("x".repeat(2 * Lines.LONGEST + 1));
    assertThat(heard).extracting(String::length).containsExactly(Lines.LONGEST, Lines.LONGEST, 1);
  }

  @Test
  void keepsTheLastOnly() {
    print("line\n".repeat(Lines.KEPT) + "last\n");
    assertThat(lines.last(10_000)).hasSize(Lines.KEPT).last().isEqualTo("last");
    assertThat(lines.last(2)).containsExactly("line", "last");
  }

  @Test
  void controlCharactersDoNotReachTheTerminal() {
    print("a\u0007b\u0000c");
    assertThat(heard).containsExactly("a\ufffdb\ufffdc");
  }
}
