package dev.junicorn.forensics;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * The last few of something. Callable from any thread: the writer and the reader of a worker's
 * lines are two, and neither does more than one step under the lock.
 */
final class Ring<T> {

  private final int limit;
  private final long heaviest;
  private final ToIntFunction<T> weight;
  private final Deque<T> items = new ArrayDeque<>();
  private long weighs;
  private long dropped;

  /**
   * @param limit how many are kept, at least 1
   */
  Ring(int limit) {
    this(limit, limit, _ -> 1);
  }

  /**
   * @param limit how many are kept, at least 1
   * @param heaviest what all of them may weigh together, at least the weight of one
   */
  Ring(int limit, long heaviest, ToIntFunction<T> weight) {
    this.limit = limit;
    this.heaviest = heaviest;
    this.weight = weight;
  }

  synchronized void add(T item) {
    items.addLast(item);
    weighs += weight.applyAsInt(item);
    while (items.size() > limit || weighs > heaviest) {
      weighs -= weight.applyAsInt(items.removeFirst());
      dropped++;
    }
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
