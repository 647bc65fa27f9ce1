package dev.junicorn.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepRunnerTest {

  @TempDir Path folder;

  /** Then nothing can be registered any more that would end it. */
  @Test
  void aStepThatStartsWhileTheProcessStopsIsInterruptedAndEnds() throws Exception {
    Process stopping =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Stopping.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    try {
      assertThat(stopping.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(stopping.inputReader().readAllAsString())
          .isEqualTo("InterruptedException, left: []\n");
    } finally {
      stopping.descendants().forEach(ProcessHandle::destroyForcibly);
      stopping.destroyForcibly();
    }
  }

  /** A process that stops and begins a step. */
  static final class Stopping {

    private Stopping() {}

    public static void main(String[] args) {
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> System.out.println(step(Path.of(args[0])))));
    }

    private static String step(Path folder) {
      String outcome = "ended";
      try {
        new StepRunner(new Silent(), new RunningStep(folder.resolve("note")), System::nanoTime)
            .run("sleep", List.of("/bin/sleep", "120"), folder, Map.of());
      } catch (Exception e) {
        outcome = e.getClass().getSimpleName();
      }
      List<String> left =
          ProcessHandle.current().descendants().map(process -> "" + process.info()).toList();
      return outcome + ", left: " + left;
    }
  }

  private record Silent() implements BuildReport {
    @Override
    public void say(String sentence) {}

    @Override
    public void output(String line) {}
  }
}
