package dev.junicorn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FileLimitTest {

  @Test
  void aSizeMustLeaveSomeForClients() {
    FileLimit files = new FileLimit(() -> 128);
    assertThat(files.objection(2, 11)).isEmpty();
    assertThat(files.objection(2, 12))
        .hasValueSatisfying(why ->
            assertThat(why).startsWith("This process may open 128 files, and the server needs 122"))
        .hasValueSatisfying(why -> assertThat(why).contains("ulimit -n"));
    assertThat(files.objection(20, 1))
        .hasValueSatisfying(why -> assertThat(why).contains("for 20 workers with 1 thread each"));
    assertThat(files.objection(1000, 1000)).isPresent();
  }

  @Test
  void replacingTakesMore() {
    FileLimit files = new FileLimit(() -> 128);
    assertThat(files.objectionToReplacing(2, 7)).isEmpty();
    assertThat(files.objectionToReplacing(2, 8))
        .hasValueSatisfying(
            why -> assertThat(why).contains("125 for 2 workers with 8 threads each, 1 more while"));
  }

  @Test
  void fewLargeWorkersMayBecomeManySmallOnes() {
    FileLimit files = new FileLimit(() -> 5000);
    assertThat(files.objectionToChanging(1, 900, 50, 4)).isEmpty();
    assertThat(new FileLimit(() -> 4000).objectionToChanging(1, 900, 50, 4))
        .hasValueSatisfying(why ->
            assertThat(why)
                .contains(
                    "for 50 workers with 4 threads each, ", "1 of them with 900 threads before"));
  }

  @Test
  void manySmallWorkersMayNotBecomeLargeOnesBeyondTheLimit() {
    FileLimit files = new FileLimit(() -> 128);
    assertThat(files.objectionToChanging(5, 1, 2, 7)).isEmpty();
    assertThat(files.objectionToChanging(5, 1, 2, 8)).isEqualTo(files.objectionToReplacing(2, 8));
  }

  @Test
  void withoutALimitThereIsNoObjection() {
    assertThat(new FileLimit(() -> 0).objection(1000, 1000)).isEmpty();
  }
}
