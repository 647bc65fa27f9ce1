package dev.junicorn.control;

import dev.junicorn.event.EventSink;
import dev.junicorn.event.Reason;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.posix.TaskLimit;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of the control socket: mode 0600, for this user and root alone. A daemon thread
 * accepts, and each client has one of its own, so a client that is stuck costs one of {@value
 * #MOST_CLIENTS} places for {@link Wire#PATIENCE} and nothing else.
 */
public final class ControlServer implements AutoCloseable {

  static final int MOST_CLIENTS = 8;

  /** Longer than any operation: a reload ends with {@code --boot-timeout}. */
  private static final Duration LONGEST_OPERATION = Duration.ofMinutes(15);

  /** After a client could not be accepted. */
  private static final Duration RETRY = Duration.ofSeconds(1);

  private static final String GOING_AWAY =
      Commands.refusal("failed", "The server is going away.", "");
  private static final String BUSY =
      "The server talks to " + MOST_CLIENTS + " of its kind already: try again in 10 seconds.";

  private final Path path;
  private final Path fresh;
  private final Object identity;
  private final UserPrincipal user;
  private final ServerSocketChannel listener;
  private final Commands commands;
  private final EventSink events;
  private final LongSupplier ticker;
  private final AtomicInteger clients = new AtomicInteger();

  private ControlServer(
      Path path,
      Path fresh,
      ServerSocketChannel listener,
      Operations operations,
      EventSink events,
      LongSupplier ticker)
      throws IOException {
    this.path = path;
    this.fresh = fresh;
    this.identity = inode(fresh);
    this.user = Files.getOwner(fresh);
    this.listener = listener;
    this.commands = new Commands(operations);
    this.events = events;
    this.ticker = ticker;
  }

  /**
   * Opens the socket and begins to answer.
   *
   * @param path where; the socket of a dead server is replaced
   * @param takesOver whether a living server's socket may be there: it stays in its place until
   *     {@link #takeOver}
   * @param ticker monotonic nanoseconds
   * @throws IOException if the file cannot be made, or belongs to somebody else
   */
  public static ControlServer open(
      Path path, boolean takesOver, Operations operations, EventSink events, LongSupplier ticker)
      throws IOException {
    refuseWhatIsNotOurs(path, takesOver);
    // Nobody can connect before the mode is right, and at no time is there no socket.
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      listener.bind(UnixDomainSocketAddress.of(fresh), MOST_CLIENTS);
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
      ControlServer server = new ControlServer(path, fresh, listener, operations, events, ticker);
      if (!takesOver) {
        server.takeOver();
      }
      Thread.ofPlatform().daemon().name("junicorn-control").start(server::acceptAll);
      return server;
    } catch (IOException e) {
      listener.close();
      Files.deleteIfExists(fresh);
      throw e;
    }
  }

  /**
   * Looks whether {@link #open} could make the socket, beside a server that may have it; makes
   * none.
   *
   * @throws IOException if it could not
   */
  public static void tryOut(Path path) throws IOException {
    refuseWhatIsNotOurs(path, true);
    Path folder = path.resolveSibling("");
    if (!Files.isWritable(folder)) {
      throw new AccessDeniedException(folder.toString());
    }
  }

  /** Takes the place of whatever socket is there: the server before this one has handed over. */
  public void takeOver() throws IOException {
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Stops listening; the file goes, unless another server has put its own there. */
  @Override
  public void close() {
    try {
      listener.close();
      remove(fresh);
      remove(path);
    } catch (IOException e) {
      events.publish(
          new ServerEvent.Warned("The control socket " + path + " remains: " + Reason.ofFile(e)));
    }
  }

  private void remove(Path file) throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && identity.equals(inode(file))) {
      Files.delete(file);
    }
  }

  /** What accepting lacks, a descriptor for example, may be there again later; it is said once. */
  private void acceptAll() {
    boolean accepts = true;
    while (listener.isOpen()) {
      try {
        welcome(listener.accept());
        accepts = true;
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        if (accepts) {
          events.publish(
              new ServerEvent.Warned(
                  "The control socket %s accepts nobody for now: %s. It tries again every second."
                      .formatted(path, Reason.of(e))));
        }
        accepts = false;
        LockSupport.parkNanos(this, RETRY.toNanos());
      }
    }
  }

  /** One who has gone again already is nobody's trouble. */
  private void welcome(SocketChannel client) {
    try {
      if (!isTrusted(client)) {
        client.close();
      } else if (clients.incrementAndGet() > MOST_CLIENTS) {
        clients.decrementAndGet();
        turnAway(client, BUSY);
      } else {
        startServing(client);
      }
    } catch (IOException e) {
      dropped(e);
      close(client);
    }
  }

  private void startServing(SocketChannel client) throws IOException {
    try {
      TaskLimit.start(
          Thread.ofPlatform()
              .daemon()
              .name("junicorn-control-client")
              .unstarted(() -> serve(client)));
    } catch (IOException e) {
      clients.decrementAndGet();
      turnAway(client, "The server cannot talk to anybody now: " + Reason.of(e) + ".");
      throw e;
    }
  }

  private static void close(SocketChannel client) {
    try {
      client.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }

  private void dropped(IOException why) {
    events.publish(
        new ServerEvent.Decided("A client of the control socket was dropped: " + Reason.of(why)));
  }

  /** The file's mode says the same; a file system that ignores modes does not. */
  private boolean isTrusted(SocketChannel client) throws IOException {
    UserPrincipal peer = client.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
    return peer.equals(user) || peer.getName().equals("root");
  }

  /** One short line into a buffer that is empty: nothing to wait for. */
  private static void turnAway(SocketChannel client, String why) throws IOException {
    try (client) {
      client.write(
          ByteBuffer.wrap(
              (Commands.refusal("busy", why, "") + "\n").getBytes(StandardCharsets.UTF_8)));
    }
  }

  private void serve(SocketChannel client) {
    // Closed here as well: lines that could not be made close nothing.
    try (client;
        LineChannel lines = new LineChannel(client, Wire.LONGEST_REQUEST, ticker)) {
      for (String line = lines.readLine(Wire.PATIENCE);
          line != null;
          line = lines.readLine(Wire.PATIENCE)) {
        lines.writeLine(answer(line), Wire.PATIENCE);
      }
    } catch (IOException e) {
      dropped(e);
    } finally {
      clients.decrementAndGet();
    }
  }

  private String answer(String request) {
    try {
      return commands
          .answer(request)
          .toCompletableFuture()
          .get(LONGEST_OPERATION.toSeconds(), TimeUnit.SECONDS);
    } catch (RejectedExecutionException e) {
      return GOING_AWAY;
    } catch (ExecutionException e) {
      return Commands.refusal("failed", "The server failed to do it: " + e.getCause(), "");
    } catch (TimeoutException e) {
      return Commands.refusal("failed", "It did not end within 15 minutes.", "");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return GOING_AWAY;
    }
  }

  private static void refuseWhatIsNotOurs(Path path, boolean takesOver) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    if ((mode & 0170000) != 0140000) {
      throw new IOException("there is a file of this name, and it is no socket");
    }
    if (!takesOver && !SocketFile.isDead(path)) {
      throw new IOException("another server listens there");
    }
  }

  private static Object inode(Path path) throws IOException {
    @Nullable Object inode = Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
    if (inode == null) {
      throw new IOException(path + " has no inode");
    }
    return inode;
  }
}
