package dev.junicorn.server;

import dev.junicorn.event.EventSink;
import dev.junicorn.event.Reason;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.posix.SignalQueue;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The process's signals, as commands, on a thread of their own.
 *
 * <p>There are two ways to them. The launcher starts the JVM with all of them blocked and {@code
 * -Xrs}; they are then waited for in turn, each with its sender. Where it cannot ({@code env} has
 * no {@code --block-signal} before coreutils 8.31), they come through the JDK, which keeps QUIT to
 * itself and knows no senders.
 */
final class Signals {

  /** What is done at each signal. */
  interface Listener {

    /**
     * A signal came.
     *
     * @param what the signal's name and, if known, who sent it: {@code SIGTERM from pid 1, systemd}
     */
    void received(ServerSignal signal, String what);
  }

  private final Listener listener;
  private final EventSink events;

  Signals(Listener listener, EventSink events) {
    this.listener = listener;
    this.events = events;
  }

  /** Starts to listen. */
  void start() {
    try {
      if (SignalQueue.areBlocked(ServerSignal.numbers())) {
        SignalQueue queue = new SignalQueue(ServerSignal.numbers());
        Thread.ofPlatform().daemon().name("junicorn-signals").start(() -> takeAll(queue));
      } else {
        handleThroughJdk();
      }
    } catch (IOException | ReflectiveOperationException e) {
      throw new IllegalStateException("this system gives no access to signals", e);
    }
  }

  private void takeAll(SignalQueue queue) {
    try {
      while (true) {
        SignalQueue.Received received = queue.next();
        ServerSignal.numbered(received.number())
            .ifPresent(
                signal -> listener.received(signal, "SIG" + signal + sender(received.sender())));
      }
    } catch (IOException e) {
      events.publish(new ServerEvent.Warned("No more signals are heard: " + Reason.of(e)));
    }
  }

  /** By the time it is looked at, the sender may have gone. */
  private static String sender(int pid) {
    if (pid == 0) {
      return "";
    }
    try {
      return " from pid "
          + pid
          + ", "
          + Files.readString(Path.of("/proc/" + pid + "/comm")).strip();
    } catch (IOException e) {
      return " from pid " + pid;
    }
  }

  private void handleThroughJdk() throws ReflectiveOperationException {
    for (ServerSignal signal : ServerSignal.values()) {
      if (signal != ServerSignal.QUIT) {
        handle(signal, () -> listener.received(signal, "SIG" + signal));
      }
    }
  }

  /**
   * {@code sun.misc.Signal} is the JDK's only door: a shutdown hook would see the first signal
   * only, and could not choose the exit code. It is reached by reflection because the compiler
   * warns of its use in a way that cannot be silenced.
   */
  private static void handle(ServerSignal signal, Runnable action)
      throws ReflectiveOperationException {
    Class<?> type = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    Object command =
        Proxy.newProxyInstance(
            Signals.class.getClassLoader(),
            new Class<?>[] {handler},
            (self, method, arguments) -> {
              action.run();
              return null;
            });
    type.getMethod("handle", type, handler)
        .invoke(null, type.getConstructor(String.class).newInstance(signal.name()), command);
  }
}
