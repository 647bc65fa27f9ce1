package dev.junicorn.server;

import dev.junicorn.event.EventSink;
import dev.junicorn.event.Reason;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.posix.DatagramSender;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the service manager is told ({@code sd_notify(3)}), where one has named its socket in {@code
 * NOTIFY_SOCKET}; nothing otherwise. Thread-safe.
 */
final class Systemd {

  private static final long NANOS_IN_MICRO = 1000;

  private final @Nullable DatagramSender socket;
  private final EventSink events;
  private volatile boolean lost;
  private volatile boolean ready;

  private Systemd(@Nullable DatagramSender socket, EventSink events) {
    this.socket = socket;
    this.events = events;
  }

  /** The manager that the environment names. */
  static Systemd of(Map<String, String> environment, EventSink events) {
    String name = environment.getOrDefault("NOTIFY_SOCKET", "");
    if (name.isEmpty()) {
      return new Systemd(null, events);
    }
    try {
      return new Systemd(new DatagramSender(name), events);
    } catch (IOException e) {
      events.publish(new ServerEvent.Warned("NOTIFY_SOCKET=" + name + ": " + Reason.of(e)));
      return new Systemd(null, events);
    }
  }

  /**
   * How often the manager wants to hear that the server is well ({@code WatchdogSec=}).
   *
   * @param tookOver whether the server follows another one, which the wish was addressed to
   */
  static Optional<Duration> watchdogLimit(
      Map<String, String> environment, long pid, boolean tookOver) {
    String micros = environment.getOrDefault("WATCHDOG_USEC", "");
    String whose = environment.getOrDefault("WATCHDOG_PID", "");
    boolean meant = whose.isEmpty() || tookOver || whose.equals(Long.toString(pid));
    if (!meant || !micros.matches("[1-9][0-9]{0,17}")) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofNanos(Long.parseLong(micros) * NANOS_IN_MICRO));
  }

  /** Requests are answered from now on, or again after a reload. */
  void ready(String status) {
    ready = true;
    send("READY=1\nSTATUS=" + status);
  }

  /** Whether {@link #ready} was said, and no end since: else there is no reload to speak of. */
  boolean isReady() {
    return ready;
  }

  /**
   * A reload begins; {@link #ready} ends it.
   *
   * @param now {@link System#nanoTime()}, which is CLOCK_MONOTONIC
   */
  void reloading(long now) {
    send("RELOADING=1\nMONOTONIC_USEC=" + now / NANOS_IN_MICRO + "\nSTATUS=Reloading");
  }

  /** What the server does, in words for people. */
  void status(String status) {
    send("STATUS=" + status);
  }

  void stopping() {
    ready = false;
    send("STOPPING=1\nSTATUS=Finishing requests");
  }

  /**
   * Another process is the service now. It is ready, and could not say so: the manager hears the
   * main process alone, and would wait for the end of a reload for ever.
   */
  void handOver(long successor) {
    ready = false;
    send("MAINPID=%1$d\nREADY=1\nSTATUS=Taken over by pid %1$d".formatted(successor));
  }

  /** The server is well. */
  void alive() {
    send("WATCHDOG=1");
  }

  private void send(String state) {
    if (socket == null) {
      return;
    }
    try {
      socket.send(state);
      lost = false;
    } catch (IOException e) {
      if (!lost) {
        events.publish(
            new ServerEvent.Warned("The service manager cannot be told: " + Reason.of(e)));
      }
      lost = true;
    }
  }
}
