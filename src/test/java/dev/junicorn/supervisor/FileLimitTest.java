package dev.junicorn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FileLimitTest {

  @Test
  void aSizeMustLeaveSomeForClients() {
    FileLimit files = new FileLimit(() -> 128);
    assertThat(files.objection(2, 15)).isEmpty();
    assertThat(files.objection(2, 16))
        .hasValueSatisfying(why ->
            assertThat(why).startsWith("This process may open 128 files, and the server needs 122"))
        .hasValueSatisfying(why -> assertThat(why).contains("ulimit -n"));
    assertThat(files.objection(1000, 1000)).isPresent();
  }

  @Test
  void withoutALimitThereIsNoObjection() {
    assertThat(new FileLimit(() -> 0).objection(1000, 1000)).isEmpty();
  }
}
