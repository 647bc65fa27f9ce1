package dev.junicorn.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.event.ServerEvent;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Errors.NativeIoException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortFailuresTest {

  private static final int EMFILE = 24;
  private static final int ENFILE = 23;

  static {
    Epoll.ensureAvailability(); // its library knows what the numbers mean
  }

  private final List<ServerEvent> events = new ArrayList<>();
  private final PortFailures failures = new PortFailures(events::add);
  private final EmbeddedChannel listener = new EmbeddedChannel(failures);

  /** It fails every second until something is done about it. */
  @Test
  void areToldOnceUntilAWorkerHasConnected() {
    failToAccept(EMFILE);
    failToAccept(EMFILE);
    assertThat(events).hasSize(1);
    failures.over();
    failToAccept(EMFILE);
    assertThat(events).hasSize(2);
  }

  @Test
  void sayWhichLimitIsReachedAndHowItIsRaised() {
    failToAccept(EMFILE);
    failures.over();
    failToAccept(ENFILE);
    assertThat(events.stream().map(ServerEvent::describe))
        .containsExactly(
            "Workers cannot connect to the server at the moment and wait: too many open files in the server's process. Raise its limit: ulimit -n, or LimitNOFILE= of systemd.",
            "Workers cannot connect to the server at the moment and wait: too many open files in the whole system. Raise its limit: sysctl fs.file-max.");
  }

  private void failToAccept(int errno) {
    listener.pipeline().fireExceptionCaught(new NativeIoException("accept", -errno, false));
  }
}
