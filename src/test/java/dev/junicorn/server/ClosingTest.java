package dev.junicorn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosingTest {

  private final List<String> closed = new ArrayList<>();

  @Test
  void whatFailsKeepsNothingElseOpen() {
    List<Closeable> parts =
        List.of(
            () -> closed.add("first"),
            () -> {
              throw new IllegalStateException("second");
            },
            () -> closed.add("third"),
            () -> {
              throw new IOException("fourth");
            },
            () -> closed.add("fifth"));
    assertThatThrownBy(() -> Closing.inOrder(parts))
        .hasMessage("second")
        .satisfies(failure ->
            assertThat(failure.getSuppressed())
                .extracting(Throwable::getMessage)
                .containsExactly("fourth"));
    assertThat(closed).containsExactly("first", "third", "fifth");
  }
}
