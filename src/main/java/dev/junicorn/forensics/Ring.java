package dev.junicorn.forensics;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The last few of something. Callable from any thread: the writer and the reader of a worker's
 * lines are two, and neither does more than one step under the lock.
 */
final class Ring<T> {

  private final int limit;
  private final Deque<T> items = new ArrayDeque<>();
  private long dropped;

  /**
   * @param limit how many are kept, at least 1
   */
  Ring(int limit) {
    this.limit = limit;
  }

  synchronized void add(T item) {
    if (items.size() == limit) {
      items.removeFirst();
      dropped++;
    }
    items.addLast(item);
  }

  /** The last ones, the oldest first. */
  synchronized List<T> items() {
    return List.copyOf(items);
  }

  /** How many came before those that are left. */
  synchronized long dropped() {
    return dropped;
  }
}
