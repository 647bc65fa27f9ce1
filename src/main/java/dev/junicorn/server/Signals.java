package dev.junicorn.server;

import java.lang.reflect.Proxy;

/**
 * The process's signals, as commands. {@code sun.misc.Signal} is the JDK's only door to them: a
 * shutdown hook would see the first one only, and could not choose the exit code. It is reached by
 * reflection because the compiler warns of its use in a way that cannot be silenced.
 */
final class Signals {

  private Signals() {}

  /** Calls {@code action} at each TERM and INT, on a thread of the JVM's. */
  static void onStop(Runnable action) {
    try {
      handle("TERM", action);
      handle("INT", action);
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
