package dev.junicorn.observation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The newest of many. */
final class Ring<T> {

  private final int limit;
  private final ArrayDeque<T> items = new ArrayDeque<>();

  /**
   * @param limit how many are kept, at least 1
   */
  Ring(int limit) {
    this.limit = limit;
  }

  void add(T item) {
    if (items.size() == limit) {
      items.removeFirst();
    }
    items.addLast(item);
  }

  void clear() {
    items.clear();
  }

  /** Oldest first; does not change any more. */
  List<T> list() {
    return List.copyOf(items);
  }

  /** The items from the first that is not to be left out. */
  List<T> listFrom(Predicate<T> wanted) {
    List<T> found = new ArrayList<>(items.size());
    for (T item : items) {
      if (!found.isEmpty() || wanted.test(item)) {
        found.add(item);
      }
    }
    return List.copyOf(found);
  }
}
