package dev.junicorn.cli;

import dev.junicorn.plan.Bind;
import dev.junicorn.plan.ConfigError;
import dev.junicorn.plan.Sourced;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Listening sockets that somebody opened for this process: systemd by socket activation ({@code
 * sd_listen_fds(3)}), or the server that this one follows. As with gunicorn they take the place of
 * {@code --bind}.
 *
 * @param binds where they listen; empty where none were given
 * @param note for the log; empty where none were given
 */
record GivenSockets(List<Sourced<Bind>> binds, String note) {

  /** The first descriptor after the standard streams, {@code SD_LISTEN_FDS_START}. */
  private static final int FIRST = 3;

  private static final int MOST = 1000;
  private static final String HANDOVER = "JUNICORN_HANDOVER_BINDS";

  /**
   * What the environment says.
   *
   * @param pid of this process: the variables may be meant for a parent
   * @throws ConfigError if they make no sense
   */
  static GivenSockets of(Map<String, String> environment, long pid) {
    String handedOver = environment.getOrDefault(HANDOVER, "");
    if (!handedOver.isEmpty()) {
      return new GivenSockets(
          handedOver
              .lines()
              .map(address -> new Sourced<>(Bind.parse(address), "handed over"))
              .toList(),
          "The listening sockets are taken over from the running server");
    }
    String count = environment.getOrDefault("LISTEN_FDS", "");
    if (count.isEmpty() || !environment.getOrDefault("LISTEN_PID", "").equals("" + pid)) {
      return new GivenSockets(List.of(), "");
    }
    if (!count.matches("[0-9]{1,4}") || Integer.parseInt(count) > MOST) {
      throw new ConfigError(
          "LISTEN_FDS=" + count,
          "this is not a number of sockets.",
          "systemd sets it; unset it where systemd does not start the server.");
    }
    return activated(
        Integer.parseInt(count), environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1));
  }

  private static GivenSockets activated(int count, String[] names) {
    List<Sourced<Bind>> binds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = i < names.length && !names[i].isEmpty() ? ", named " + names[i] : "";
      binds.add(new Sourced<>(new Bind.Inherited(FIRST + i), "opened by systemd" + name));
    }
    String sockets = count == 1 ? "1 socket is" : count + " sockets are";
    return new GivenSockets(
        List.copyOf(binds),
        count == 0 ? "" : sockets + " given by systemd (LISTEN_FDS); --bind and PORT are not used");
  }

  /** The notes that there are. */
  Stream<String> notes() {
    return Stream.of(note).filter(sentence -> !sentence.isEmpty());
  }
}
