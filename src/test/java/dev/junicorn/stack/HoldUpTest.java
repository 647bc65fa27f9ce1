package dev.junicorn.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.stack.Task.State;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** A worker with two threads that was silent for 300 ms. */
class HoldUpTest {

  @Test
  void aThreadThatComputesWithTheGil() {
    assertThat(judge(task(1, State.SLEEPING, 0), task(2, State.RUNNABLE, 290)))
        .isEqualTo(HoldUp.GIL_IN_USE);
  }

  @Test
  void aThreadThatWaitsWithTheGil() {
    assertThat(judge(task(1, State.SLEEPING, 0), task(2, State.SLEEPING, 10)))
        .isEqualTo(HoldUp.GIL_ASLEEP);
  }

  @Test
  void aProcessThatIsStopped() {
    assertThat(judge(task(1, State.STOPPED, 0), task(2, State.STOPPED, 200)))
        .isEqualTo(HoldUp.STOPPED);
    assertThat(HoldUp.STOPPED.takesSignals()).isFalse();
  }

  @Test
  void aThreadInTheKernel() {
    assertThat(judge(task(1, State.SLEEPING, 0), task(2, State.UNINTERRUPTIBLE, 0)))
        .isEqualTo(HoldUp.IN_THE_KERNEL);
  }

  @Test
  void aProcessThatGetsNoCpu() {
    List<Task> before = List.of(task(1, State.SLEEPING, 0), task(2, State.RUNNABLE, 0));
    List<Task> after = List.of(task(1, State.RUNNABLE, 20), task(2, State.RUNNABLE, 20));
    assertThat(HoldUp.ofSilence(before, after)).isEqualTo(HoldUp.STARVED);
  }

  /** It asks for the lock every 5 ms, and was just looked at when it did. */
  @Test
  void aThreadThatWaitsForTheGilIsNotStarvedForItsWakingUp() {
    assertThat(judge(task(1, State.RUNNABLE, 10), task(2, State.SLEEPING, 0)))
        .isEqualTo(HoldUp.GIL_ASLEEP);
  }

  @Test
  void aProcessThatIsGone() {
    assertThat(HoldUp.ofSilence(List.of(), List.of())).isEqualTo(HoldUp.UNKNOWN);
  }

  @Test
  void aThreadThatBeganMeanwhileDoesNotCountWithAllItsTime() {
    List<Task> before = List.of(task(1, State.SLEEPING, 0));
    List<Task> after = List.of(task(1, State.SLEEPING, 0), task(2, State.SLEEPING, 5000));
    assertThat(HoldUp.ofSilence(before, after)).isEqualTo(HoldUp.GIL_ASLEEP);
  }

  @Test
  void readsTheKernelsLine() {
    String rest = " 17 1 1 0 -1 4194368 5 0 0 0 12 34 0 0 20 0 6 0 1 0 0 184467";
    assertThat(Task.parse("4711 (a) b (c) R" + rest))
        .contains(new Task(4711, 17, State.RUNNABLE, Duration.ofMillis(460)));
    assertThat(Task.parse("4711 (python3) t" + rest).map(Task::state)).contains(State.STOPPED);
    assertThat(Task.parse("4711 (python3) I" + rest).map(Task::state)).contains(State.SLEEPING);
  }

  @Property
  void readsAnyLine(@ForAll String text) {
    assertThat(Task.parse("1 (a) " + text.replaceAll("[0-9]", "x"))).isEmpty();
    assertThat(Task.parse(text.replace("(", ""))).isEmpty();
  }

  private static HoldUp judge(Task... after) {
    List<Task> before = List.of(task(1, State.SLEEPING, 0), task(2, State.SLEEPING, 0));
    return HoldUp.ofSilence(before, List.of(after));
  }

  private static Task task(long thread, State state, long millis) {
    return new Task(thread, 1, state, Duration.ofMillis(millis));
  }
}
