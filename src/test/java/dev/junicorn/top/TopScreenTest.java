package dev.junicorn.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TopScreenTest {

  private static final Style PLAIN = new Style(false, false);

  @Test
  void aUsualTerminal() {
    assertThat(screen(TopView.of(Pictures.full()), 80, 24))
        .isEqualTo(
            """
            shop:app ready, up 1 h 2 min, pid 4711, generation 2, junicorn 0.1.0
            4 of 4 slots busy ########################## 3 waiting, oldest 1.3s
            Every slot is busy. Requests wait 75% of their time for something else.
            ! All 4 slots are busy and 3 requests wait
            WORKER     PID   CPU  MEMORY  THREADS AND WHAT THEY RUN
                 1     101   50%     64M  >/report            2.5s  /a/very/long/path~ 12ms
                 2     102   50%     64M   stuck             61.0s  /report           400ms
            requests/s  57 1 error in 1m              ========+++++++++*********%%%%%%%%####
            answered in p50 100ms p95 590ms p99 1.0s  ========++++++++*********%%%%%%%%#####
            queue wait  p50 0ms p95 0ms p99 500ms     ______________________________________
            processors  1.0 of 2.0                    ######################################
            memory      228M free 4096M               ######################################
            SLOWEST IN THE LAST MINUTE, AND WHERE THEIR TIME WENT (? for the letters)
              2.0s 200 GET /report                        qqqqqqqqqccccbbbbbbbbbbbbbbbbbbbbb
              90ms 502 GET /café/?[31m?                   ssssssssssssssssssssssssssssssssss








            q quit  s stack  p pause  ? help  worker 1 thread 0: GET /report?year=2025 for ~
            """);
  }

  /** No time is not a time of 0. */
  @Test
  void whereNothingWasAnsweredNoTimeIsShown() {
    assertThat(screen(TopView.of(Pictures.unasked()), 80, 24))
        .containsPattern("answered in +-")
        .containsPattern("queue wait +-")
        .doesNotContain("p50");
  }

  @Test
  void aSmallTerminalKeepsWhatMattersMost() {
    assertThat(screen(TopView.of(Pictures.full()), 40, 12))
        .isEqualTo(
            """
            shop:app ready, up 1 h 2 min, pid 4711~
            4 of 4 slots busy 3 waiting, oldest 1.3s
            Every slot is busy. Requests wait 75% o~
            ! All 4 slots are busy and 3 requests w~
            #  THREADS AND WHAT THEY RUN
            1  >/report     2.5s  /a/very/lo~ 12ms
            2   stuck      61.0s  /report    400ms
            requests/s  57 1 error in 1m
            answered in p50 100ms p95 590ms p99 1.0s
            queue wait  p50 0ms p95 0ms p99 500ms

            q quit  s stack  p pause  ? help
            """);
  }

  @Property(tries = 300)
  void everySizeIsKept(
      @ForAll @IntRange(min = 1, max = 200) int width,
      @ForAll @IntRange(min = 1, max = 70) int height) {
    List<Line> lines =
        TopScreen.render(TopView.of(Pictures.full()), width, height, new Style(true, true));
    assertThat(lines).hasSize(height).allMatch(line -> line.width() <= width);
  }

  @Test
  void whatClientsSendCannotDriveTheTerminal() {
    assertThat(screen(TopView.of(Pictures.full()), 80, 24))
        .contains("/caf\u00e9/?[31m?")
        .doesNotContain("\u001b");
  }

  @Test
  void keysChooseASlotAndAskForItsStack() {
    Session session = new Session(Pictures.full());
    session.press(Key.DOWN);
    session.press(Key.RIGHT);
    assertThat(session.press(Key.STACK))
        .hasValueSatisfying(slot -> {
          assertThat(slot.worker()).isEqualTo(2);
          assertThat(slot.slot()).isEqualTo(1);
        });
    session.stack(List.of("in report"));
    assertThat(screen(session.view(), 60, 10))
        .startsWith("worker 2 thread 1: GET /report for 400ms\n\nin report\n");
    session.press(Key.BACK);
    assertThat(screen(session.view(), 60, 24)).contains(">/report");
  }

  @Test
  void aLineNamesEveryNumber() {
    assertThat(TopText.line(Pictures.full()))
        .contains(" app=shop:app state=ready busy=4/4 waiting=3 oldest=1.250s answered=60 errors=1")
        .endsWith(" findings=slots-full");
  }

  private static String screen(TopView view, int width, int height) {
    return TopScreen.render(view, width, height, PLAIN).stream()
        .map(line -> line.text() + "\n")
        .collect(Collectors.joining());
  }
}
