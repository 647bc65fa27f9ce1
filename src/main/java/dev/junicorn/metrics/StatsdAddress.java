package dev.junicorn.metrics;

import java.nio.file.Path;

/** Where a StatsD server listens. */
public sealed interface StatsdAddress {

  /** UDP. */
  record Udp(String host, int port) implements StatsdAddress {}

  /** A Unix datagram socket; DogStatsD's agents have one. */
  record Unix(Path path) implements StatsdAddress {}
}
