package dev.junicorn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.junicorn.plan.Bind;
import dev.junicorn.plan.ConfigError;
import dev.junicorn.plan.Sourced;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GivenSocketsTest {

  @Test
  void systemdsSocketsBeginAtThree() {
    GivenSockets given =
        GivenSockets.of(Map.of("LISTEN_PID", "7", "LISTEN_FDS", "2", "LISTEN_FDNAMES", "web:"), 7);
    assertThat(given.binds())
        .containsExactly(
            new Sourced<>(new Bind.Inherited(3), "opened by systemd, named web"),
            new Sourced<>(new Bind.Inherited(4), "opened by systemd"));
    assertThat(given.notes()).singleElement().asString().startsWith("2 sockets are given");
  }

  @Test
  void whatIsMeantForAnotherProcessIsPassedOver() {
    assertThat(GivenSockets.of(Map.of("LISTEN_PID", "8", "LISTEN_FDS", "2"), 7).binds()).isEmpty();
    assertThat(GivenSockets.of(Map.of("LISTEN_FDS", "2"), 7).binds()).isEmpty();
    assertThat(GivenSockets.of(Map.of(), 7).notes()).isEmpty();
  }

  @Test
  void aNumberThatIsNoneIsRefused() {
    assertThatThrownBy(() -> GivenSockets.of(Map.of("LISTEN_PID", "7", "LISTEN_FDS", "x"), 7))
        .isInstanceOf(ConfigError.class)
        .hasMessageStartingWith("LISTEN_FDS=x");
  }

  @Test
  void aPredecessorsAddressesAreTakenOver() {
    GivenSockets given =
        GivenSockets.of(Map.of("JUNICORN_HANDOVER_BINDS", "127.0.0.1:0\nunix:/a b\nfd://3"), 7);
    assertThat(given.binds().stream().map(Sourced::value))
        .containsExactly(
            new Bind.Tcp("127.0.0.1", 0), new Bind.Unix(Path.of("/a b")), new Bind.Inherited(3));
  }
}
