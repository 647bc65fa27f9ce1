package dev.junicorn.server;

import dev.junicorn.event.ServerEvent;
import dev.junicorn.log.Logs;
import java.time.Duration;

/**
 * How the world hears that the server goes: health checks, the service manager, who reads the log.
 * Callable from any thread.
 */
record Farewell(Readiness readiness, Systemd systemd, ConsolePort console, Logs logs) {

  /** Nothing has ended yet, but load balancers should look for another server. */
  void notReady() {
    readiness.drain();
  }

  /** It serves on for so long while they find out. */
  void delayed(String reason, Duration delay) {
    logs.publish(
        new ServerEvent.Decided(
            "Not ready any more: %s. Serving on for %.1f s (--drain-delay)"
                .formatted(reason, delay.toMillis() / 1000.0)));
  }

  void stopping(String reason) {
    readiness.stop();
    systemd.stopping();
    logs.publish(new ServerEvent.Stopping(reason));
  }

  /**
   * @param successor the pid of the server that serves from now on
   */
  void handedOver(long successor) {
    readiness.stop();
    systemd.handOver(successor);
    // Who asks for readiness asks about the service, which the successor is from now on.
    console.close();
    logs.publish(new ServerEvent.Stopping("handed over to the server with pid " + successor));
  }

  /** Something did not end as it should. */
  void warn(String sentence) {
    logs.publish(new ServerEvent.Warned(sentence));
  }
}
