package dev.junicorn.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.event.ServerEvent;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputLinesTest {

  @Test
  void makesAnEventOfEachLine() {
    assertThat(lines("one\r\n\ntwo\nlast".getBytes(StandardCharsets.UTF_8)))
        .containsExactly("one", "", "two", "last");
  }

  @Test
  void cutsWhatNeverEnds() {
    assertThat(lines("x".repeat(40_000).getBytes(StandardCharsets.UTF_8)))
        .hasSize(3)
        .allMatch(line -> line.length() <= 16 * 1024);
  }

  @Test
  void toleratesWhatIsNoText() {
    assertThat(lines(new byte[] {(byte) 0xff, 'a', '\n'})).containsExactly("\ufffda");
  }

  private static List<String> lines(byte[] output) {
    List<String> lines = new ArrayList<>();
    new OutputLines(7, event -> lines.add(((ServerEvent.WorkerOutput) event).line()))
        .pump(new ByteArrayInputStream(output));
    return lines;
  }
}
