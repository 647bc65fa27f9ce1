package dev.junicorn.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.testing.StoppingJvm;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepRunnerTest {

  @TempDir Path folder;

  /** Then nothing can be registered any more that would end it. */
  @Test
  void aStepThatStartsWhileTheProcessStopsIsInterruptedAndEnds() throws Exception {
    assertThat(StoppingJvm.output(Stopping.class, folder))
        .isEqualTo("InterruptedException, left: []\n");
  }

  /** A process that stops and begins a step. */
  static final class Stopping {

    private Stopping() {}

    public static void main(String[] args) {
      Path folder = Path.of(args[0]);
      StoppingJvm.begin(() -> {
        new StepRunner(new Silent(), new RunningStep(folder.resolve("note")), System::nanoTime)
            .run("sleep", List.of("/bin/sleep", "120"), folder, Map.of());
        return "ended";
      });
    }
  }

  private record Silent() implements BuildReport {
    @Override
    public void say(String sentence) {}

    @Override
    public void output(String line) {}
  }
}
