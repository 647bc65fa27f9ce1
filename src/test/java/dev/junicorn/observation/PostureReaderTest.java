package dev.junicorn.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.observation.StackLook.Posture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of the kernel in, postures out. */
class PostureReaderTest {

  private static final String MAPS =
      """
      00400000-00420000 r--p 00000000 fe:00 4242 /usr/bin/python3.11
      00a20000-00a50000 rw-p 00620000 fe:00 4242 /usr/bin/python3.11
      00a50000-00a90000 rw-p 00000000 00:00 0
      01fcd000-02077000 rw-p 00000000 00:00 0 [heap]
      7f0000000000-7f0000100000 rw-p 00000000 00:00 0
      """;

  @TempDir Path proc;

  @Test
  void aFutexInTheInterpretersOwnDataIsItsGlobalLock() throws Exception {
    thread(1, "202 0xa5b8f0 0x89 0x0 0x7ff 0x0 0xffffffff 0x7ff 0x7f0");
    thread(2, "202 0xa20010 0x80 0x0 0x7ff 0x0 0xffffffff 0x7ff 0x7f0");
    assertThat(postures(1, 2)).containsExactly(Posture.GIL, Posture.GIL);
  }

  @Test
  void onArm64ItIsTheSameByOtherNumbers() throws Exception {
    thread(1, "98 0xa5b8f0 0x189 0x0 0x7ff 0x0 0xffffffff 0x7ff 0x7f0");
    thread(2, "202 0x5 0x0 0x0 0x80000 0x0 0x0 0x7ff 0x7f0"); // accept, there
    assertThat(postures(1, 2)).containsExactly(Posture.GIL, Posture.BLOCKED);
  }

  @Test
  void aFutexOnTheHeapIsSomeOtherLock() throws Exception {
    thread(1, "202 0x1fcd100 0x89 0x0 0x7ff 0x0 0xffffffff 0x7ff 0x7f0");
    thread(2, "98 0x7f0000000100 0x89 0x0 0x7ff 0x0 0xffffffff 0x7ff 0x7f0");
    assertThat(postures(1, 2)).containsExactly(Posture.BLOCKED, Posture.BLOCKED);
  }

  @Test
  void whatRunsAndWhatWaitsIsTold() throws Exception {
    thread(1, "running");
    thread(2, "230 0x1 0x1 0x7ff 0x0 0x0 0x0 0x7ff 0x7f0");
    thread(3, "-1 0x7ff 0x7f0");
    assertThat(postures(1, 2, 3))
        .containsExactly(Posture.RUNNING, Posture.BLOCKED, Posture.BLOCKED);
  }

  @Test
  void whatCannotBeSeenIsUnknown() throws Exception {
    thread(1, "running");
    assertThat(postures(0, 77)).containsExactly(Posture.UNKNOWN, Posture.UNKNOWN);
  }

  private List<Posture> postures(long... threads) {
    return new PostureReader(proc).of(4711, Arrays.stream(threads).boxed().toList());
  }

  private void thread(int number, String call) throws Exception {
    Path folder = Files.createDirectories(proc.resolve("4711/task/" + number));
    Files.writeString(folder.resolve("syscall"), call + "\n");
    Files.writeString(proc.resolve("4711/maps"), MAPS);
  }
}
