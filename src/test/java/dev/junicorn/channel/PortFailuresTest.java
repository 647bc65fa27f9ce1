package dev.junicorn.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.event.ServerEvent;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.unix.Errors.NativeIoException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortFailuresTest {

  private static final int EMFILE = 24;

  private final List<ServerEvent> events = new ArrayList<>();
  private final PortFailures failures = new PortFailures(events::add);
  private final EmbeddedChannel listener = new EmbeddedChannel(failures);

  /** It fails every second until something is done about it. */
  @Test
  void areToldOnceUntilAWorkerHasConnected() {
    failToAccept();
    failToAccept();
    assertThat(events)
        .singleElement()
        .satisfies(event ->
            assertThat(event.describe())
                .isEqualTo(
                    "Workers cannot connect to the server at the moment and wait: too many open files in the server's process. Raise its limit: ulimit -n, or LimitNOFILE= of systemd."));
    failures.over();
    failToAccept();
    assertThat(events).hasSize(2);
  }

  private void failToAccept() {
    listener.pipeline().fireExceptionCaught(new NativeIoException("accept", -EMFILE, false));
  }
}
