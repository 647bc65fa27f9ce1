package dev.junicorn.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineWatchTest {

  private static final long SECOND = 1_000_000_000L;

  @TempDir Path proc;
  private long now;

  @BeforeEach
  void makeFolder() throws IOException {
    Files.createDirectories(proc.resolve("self"));
  }

  @Test
  void countsTheProcessorsThatTheServerMayRunOn() throws IOException {
    allowed("1,3");
    stat(0, 0, 0, 0);
    MachineWatch watch = new MachineWatch(proc, () -> now);
    now += SECOND;
    stat(100, 20, 100, 5);
    assertThat(seen(watch).machineCores()).isCloseTo(0.25, within(1e-9));
  }

  @Test
  void countsAllWhereItIsNotToldWhichThoseAre() throws IOException {
    stat(0, 0, 0, 0);
    MachineWatch watch = new MachineWatch(proc, () -> now);
    now += 2 * SECOND;
    stat(100, 20, 100, 0);
    assertThat(seen(watch).machineCores()).isCloseTo(1.1, within(1e-9));
  }

  @Test
  void countsAllWhereTheContainerNumbersThemAnew() throws IOException {
    allowed("4-5");
    stat(0, 0);
    MachineWatch watch = new MachineWatch(proc, () -> now);
    now += SECOND;
    stat(100, 50);
    assertThat(seen(watch).machineCores()).isCloseTo(1.5, within(1e-9));
  }

  @Test
  void takesWhatCannotBeReadForNothing() {
    MachineWatch watch = new MachineWatch(proc, () -> now);
    now += SECOND;
    assertThat(seen(watch).machineCores()).isZero();
  }

  private static MachineSeen seen(MachineWatch watch) {
    return watch.look(new Sight.Limits(0, 0, 0), 0, 0);
  }

  private void allowed(String list) throws IOException {
    Files.writeString(
        proc.resolve("self/status"), "Name:\tjava\nCpus_allowed_list:\t" + list + "\n");
  }

  /** Hundredths of a second that each processor was busy; half of that in the kernel. */
  private void stat(int... busy) throws IOException {
    StringBuilder text = new StringBuilder();
    int all = 0;
    for (int number = 0; number < busy.length; number++) {
      all += busy[number];
      text.append(line("cpu" + number, busy[number]));
    }
    Files.writeString(proc.resolve("stat"), line("cpu ", all) + text);
  }

  private static String line(String name, int busy) {
    return name + " " + (busy - busy / 2) + " 0 " + busy / 2 + " 700 30 0 0 0 0 0\n";
  }
}
