package dev.junicorn.server;

import dev.junicorn.supervisor.Supervisor;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;

/**
 * The process's signals, as commands. {@code sun.misc.Signal} is the JDK's only door to them: a
 * shutdown hook would see the first one only, and could not choose the exit code. It is reached by
 * reflection because the compiler warns of its use in a way that cannot be silenced.
 */
final class Signals {

  private Signals() {}

  /** Calls {@code action} with the name at each TERM and INT, on a thread of the JVM's. */
  static void onStop(Consumer<String> action) {
    try {
      handle("TERM", () -> action.accept("SIGTERM"));
      handle("INT", () -> action.accept("SIGINT, Ctrl-C"));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM has no sun.misc.Signal", e);
    }
  }

  /** HUP reloads; TTIN and TTOU want one worker more, or less; as gunicorn's. */
  static void onSupervision(Supervisor supervisor) {
    try {
      handle("HUP", () -> supervisor.reload("SIGHUP"));
      handle("TTIN", () -> supervisor.addWorkers(1, "SIGTTIN"));
      handle("TTOU", () -> supervisor.addWorkers(-1, "SIGTTOU"));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM has no sun.misc.Signal", e);
    }
  }

  /**
   * Calls {@code action} with the name of each signal that would end or suspend the process, and
   * should not.
   */
  static void onOthers(Consumer<String> action) {
    try {
      for (String name : List.of("USR1")) {
        handle(name, () -> action.accept("SIG" + name));
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM has no sun.misc.Signal", e);
    }
  }

  private static void handle(String name, Runnable action) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    Object command =
        Proxy.newProxyInstance(
            Signals.class.getClassLoader(),
            new Class<?>[] {handler},
            (self, method, arguments) -> {
              action.run();
              return null;
            });
    signal
        .getMethod("handle", signal, handler)
        .invoke(null, signal.getConstructor(String.class).newInstance(name), command);
  }
}
