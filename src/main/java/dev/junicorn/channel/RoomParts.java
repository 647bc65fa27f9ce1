package dev.junicorn.channel;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Which parts of a piece of memory are taken. A ring, since they are given back in the order in
 * which they were taken, or nearly so: one that is given back early counts again when all before it
 * have been given back. Confined to the dispatch loop.
 */
final class RoomParts {

  private final int size;
  private final Deque<Part> taken = new ArrayDeque<>();

  /** Where the next part begins, if it fits there. */
  private int next;

  private record Part(int offset, int length) {}

  /**
   * @param size bytes; with nothing taken, one part may be as large
   */
  RoomParts(int size) {
    this.size = size;
  }

  /**
   * Takes a part.
   *
   * @param length bytes, 1 or more
   * @return its offset, or -1 if there is no such part now
   */
  int take(int length) {
    int offset = place(length);
    if (offset >= 0) {
      taken.addLast(new Part(offset, length));
      next = offset + length;
    }
    return offset;
  }

  /** Gives the part at that offset back. */
  void giveBack(int offset) {
    if (!taken.removeIf(part -> part.offset() == offset)) {
      throw new IllegalStateException("nobody has the part at " + offset);
    }
  }

  private int place(int length) {
    Part oldest = taken.peekFirst();
    if (oldest == null) {
      return length <= size ? 0 : -1;
    }
    int start = oldest.offset();
    if (next <= start) {
      return start - next >= length ? next : -1;
    }
    if (size - next >= length) {
      return next;
    }
    return start >= length ? 0 : -1;
  }
}
