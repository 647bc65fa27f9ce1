package dev.junicorn.http;

import dev.junicorn.exchange.Failure;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All open connections of a front end, as a list through the connections themselves: joining and
 * leaving cost nothing, and one walk a second serves all timeouts.
 *
 * <p>Confined to the loop.
 */
final class Connections {

  private @Nullable ClientConnection first;
  private @Nullable Runnable whenEmpty;
  private long accepted;
  private int size;
  private boolean draining;

  int size() {
    return size;
  }

  /** Connections since the start. */
  long accepted() {
    return accepted;
  }

  boolean isDraining() {
    return draining;
  }

  void add(ClientConnection connection) {
    ClientConnection second = first;
    connection.next = second;
    if (second != null) {
      second.previous = connection;
    }
    first = connection;
    accepted++;
    size++;
  }

  void remove(ClientConnection connection) {
    ClientConnection before = connection.previous;
    ClientConnection after = connection.next;
    if (before != null) {
      before.next = after;
    } else {
      first = after;
    }
    if (after != null) {
      after.previous = before;
    }
    connection.previous = null;
    connection.next = null;
    size--;
    reportEmpty();
  }

  /** Holds all timeouts; what fails for one connection keeps no other from being looked at. */
  void sweep(long now) {
    forEach(connection -> {
      try {
        connection.sweep(now);
      } catch (RuntimeException e) {
        connection.failed(e);
      }
    });
  }

  /** From now on every answer is its connection's last. */
  void startDraining() {
    draining = true;
  }

  /** Closes what waits for a request. */
  void closeIdle(long now) {
    forEach(connection -> connection.closeIfDone(now));
  }

  /** Closes the one that has waited longest for a request; false where none waits. */
  boolean closeLongestIdle() {
    ClientConnection longest = null;
    for (ClientConnection each = first; each != null; each = each.next) {
      if (each.isIdle() && (longest == null || each.since() - longest.since() < 0)) {
        longest = each;
      }
    }
    if (longest == null) {
      return false;
    }
    longest.close();
    return true;
  }

  /** Runs once, as soon as the last connection has gone. */
  void whenEmpty(Runnable action) {
    whenEmpty = action;
    reportEmpty();
  }

  void closeNow(Failure failure) {
    forEach(connection -> connection.closeNow(failure));
  }

  /** Closes all of them. */
  void close() {
    forEach(ClientConnection::close);
  }

  private void forEach(Consumer<ClientConnection> action) {
    ClientConnection connection = first;
    while (connection != null) {
      ClientConnection after = connection.next;
      action.accept(connection);
      connection = after;
    }
  }

  private void reportEmpty() {
    Runnable action = whenEmpty;
    if (size == 0 && action != null) {
      whenEmpty = null;
      action.run();
    }
  }
}
