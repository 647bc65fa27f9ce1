package dev.junicorn.server;

import dev.junicorn.control.ControlFolder;
import dev.junicorn.control.ControlServer;
import dev.junicorn.event.Reason;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.plan.LaunchPlan;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the control socket is, if there is one. Used by one thread at a time. */
final class ControlDoor implements Closeable {

  private final Launch launch;
  private final boolean takesOver;
  private final ControlRoom room;
  private volatile @Nullable ControlServer server;

  /**
   * @param takesOver whether the name may be another server's, and stays it until {@link #takeOver}
   */
  ControlDoor(Launch launch, boolean takesOver, ControlRoom room) {
    this.launch = launch;
    this.takesOver = takesOver;
    this.room = room;
  }

  /**
   * Opens the socket, if one is wanted. An operator who named it relies on it; nobody relies on the
   * default one.
   */
  void open() throws IOException {
    LaunchPlan.Control wanted = launch.plan().control();
    if (!wanted.wanted()) {
      return;
    }
    try {
      Path path =
          wanted.socket().isPresent()
              ? wanted.socket().get()
              : ControlFolder.of(launch.environment()).socketFor(launch.pid());
      server = ControlServer.open(path, takesOver, room, launch.logs(), System::nanoTime);
      launch.logs().publish(new ServerEvent.Decided("Control socket at: " + path));
    } catch (IOException e) {
      if (wanted.socket().isPresent()) {
        throw cannotOpen(wanted.socket().get(), e);
      }
      launch
          .logs()
          .publish(
              new ServerEvent.Warned(
                  "There is no control socket, so junicorn ctl cannot reach this server: "
                      + Reason.of(e)
                      + ". Name another place with --control-socket PATH."));
    }
  }

  /**
   * Looks whether {@link #open} could make the socket that was named, beside a server that may have
   * it; makes none.
   *
   * @throws IOException if it could not
   */
  static void tryOut(LaunchPlan.Control wanted) throws IOException {
    if (wanted.socket().isPresent()) {
      Path path = wanted.socket().get();
      try {
        ControlServer.tryOut(path);
      } catch (IOException e) {
        throw cannotOpen(path, e);
      }
    }
  }

  private static IOException cannotOpen(Path path, IOException cause) {
    return new IOException(
        "Cannot open the control socket " + path + " (--control-socket): " + Reason.of(cause),
        cause);
  }

  /** Takes the name: the server before this one has handed over. */
  void takeOver() throws IOException {
    ControlServer opened = server;
    if (opened != null) {
      opened.takeOver();
    }
  }

  @Override
  public void close() {
    ControlServer opened = server;
    if (opened != null) {
      opened.close();
    }
  }
}
