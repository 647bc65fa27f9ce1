package dev.junicorn.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProcessViewTest {

  /** Larger than any that Linux gives. */
  private static final int NOBODY = 1_000_000_000;

  @Test
  void aProcessThatIsGoneIsSaidToBeInWords() {
    ProcessView view =
        new ProcessView(
            NOBODY, Path.of("board"), 0, Optional.of(new ProcessView.DumpSignal(64, 3)));
    assertThat(view.askForDump())
        .hasValueSatisfying(why ->
            assertThat(why)
                .startsWith("the process cannot be looked at: no such file or folder: /proc/"));
    assertThat(view.tasks()).isEmpty();
  }
}
