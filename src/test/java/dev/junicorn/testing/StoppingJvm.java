package dev.junicorn.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A JVM of its own, in which something begins when it is stopping already. */
public final class StoppingJvm {

  private StoppingJvm() {}

  /**
   * Runs a class and waits for its end.
   *
   * @param main whose main method calls {@link #begin}
   * @return what it has printed
   */
  public static String output(Class<?> main, Path... arguments)
      throws IOException, InterruptedException {
    Process stopping =
        new ProcessBuilder(
                Stream.concat(
                        Stream.of(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            main.getName()),
                        Arrays.stream(arguments).map(Path::toString))
                    .toList())
            .redirectErrorStream(true)
            .start();
    try {
      if (!stopping.waitFor(2, TimeUnit.MINUTES)) {
        throw new AssertionError("it has not ended");
      }
      return stopping.inputReader().readAllAsString();
    } finally {
      stopping.descendants().forEach(ProcessHandle::destroyForcibly);
      stopping.destroyForcibly();
    }
  }

  /** Begins the work when this JVM stops; prints its outcome, and the processes that it leaves. */
  public static void begin(Callable<String> work) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println(outcome(work))));
  }

  private static String outcome(Callable<String> work) {
    String outcome;
    try {
      outcome = work.call();
    } catch (Exception e) {
      outcome = e.getClass().getSimpleName();
    }
    List<String> left =
        ProcessHandle.current().descendants().map(process -> "" + process.info()).toList();
    return outcome + ", left: " + left;
  }
}
