package dev.junicorn.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProcessTreeTest {

  /** Its children have its standard output: that ends when the last of them has ended. */
  private static final String STARTS_CHILDREN =
      "i=0; while [ $i -lt 1000 ]; do sleep 120 & echo $!; i=$((i+1)); done; wait";

  private static final int SIGKILL = 9;

  /** As a script does that starts the interpreter and waits for it. */
  @Test
  void whatIsStartedInThisVeryMomentEndsToo() throws Exception {
    Process root = new ProcessBuilder("/bin/sh", "-c", STARTS_CHILDREN).start();
    BufferedReader pids = root.inputReader();
    for (int i = 0; i < 20; i++) {
      pids.readLine();
    }
    ProcessTree.destroy(root.toHandle());
    CompletableFuture<List<String>> others =
        CompletableFuture.supplyAsync(() -> pids.lines().toList());
    assertThat(others).as("those that live still").succeedsWithin(1, TimeUnit.MINUTES);
    assertThat(root.waitFor()).as("it was in the middle of it").isEqualTo(128 + SIGKILL);
  }

  @Test
  void oneThatHasEndedIsLeftAlone() throws Exception {
    Process root = new ProcessBuilder("/bin/true").start();
    root.waitFor();
    ProcessTree.destroy(root.toHandle());
    assertThat(root.exitValue()).isZero();
  }
}
