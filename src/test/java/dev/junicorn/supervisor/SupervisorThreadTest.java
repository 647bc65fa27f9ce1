package dev.junicorn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.event.ServerEvent;
import dev.junicorn.testing.ManualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SupervisorThreadTest {

  @Test
  void anErrorOfAStepIsToldOf() {
    List<ServerEvent> events = new ArrayList<>();
    ManualLoop time = new ManualLoop();
    SupervisorThread thread = new SupervisorThread(time, events::add);
    thread.execute(() -> {
      throw new StackOverflowError("too deep");
    });
    time.advance(1, TimeUnit.SECONDS);
    assertThat(events)
        .singleElement()
        .satisfies(event -> assertThat(event.describe()).contains("too deep"));
  }
}
