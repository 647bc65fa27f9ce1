package dev.junicorn.http;

/** Bytes that all connections together may hold of one kind. Confined to the loop. */
final class Budget {

  private final long limit;
  private long used;

  Budget(long limit) {
    this.limit = limit;
  }

  /** Takes the bytes if they fit. */
  boolean tryTake(long bytes) {
    if (used + bytes > limit) {
      return false;
    }
    used += bytes;
    return true;
  }

  /** Takes the bytes in any case: they are there already. */
  void take(long bytes) {
    used += bytes;
  }

  void giveBack(long bytes) {
    used -= bytes;
  }

  /** What was taken has become more, or less. */
  void change(long from, long to) {
    used += to - from;
  }

  boolean isSpent() {
    return used >= limit;
  }

  long used() {
    return used;
  }
}
