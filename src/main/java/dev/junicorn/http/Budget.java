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

  /**
   * How many bytes one connection may hold: any number while the budget lasts, then {@code least},
   * and none when half as much again is taken. So all of them never have much more than that.
   */
  long share(int least) {
    if (!isSpent()) {
      return Long.MAX_VALUE;
    }
    return used < limit + limit / 2 ? least : 0;
  }

  boolean isSpent() {
    return used >= limit;
  }

  long used() {
    return used;
  }
}
