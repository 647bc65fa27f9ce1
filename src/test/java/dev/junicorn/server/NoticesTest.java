package dev.junicorn.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.server.Notices.Notice;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class NoticesTest {

  private static final Notice STOP = new Notice.Stop(Outcome.STOPPED, "asked to", false);

  private final Notices notices = new Notices(System::nanoTime);

  @Test
  void whatDoesNotMatterIsPassedOver() {
    notices.add(new Notice.HandedOver(4711));
    notices.add(STOP);
    notices.add(new Notice.Drained());
    assertThat(notices.next(Duration.ZERO, Notice.Drained.class::isInstance))
        .isEqualTo(new Notice.Drained());
  }

  @Test
  void itDoesNotMakeTheWaitLonger() {
    notices.add(STOP);
    assertThat(notices.next(Duration.ofMillis(20), Notice.Drained.class::isInstance)).isNull();
  }

  @Test
  void whoInterruptsTheThreadStopsTheServer() {
    Thread.currentThread().interrupt();
    Notice notice = notices.next(Duration.ofDays(1), Notice.Drained.class::isInstance);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(notice).isInstanceOf(Notice.Stop.class);
  }
}
