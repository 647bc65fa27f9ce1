package dev.junicorn.supervisor;

/** What the supervisor does next, and why. */
sealed interface Action {

  /** Start one more worker. */
  record Fork(String reason) implements Action {}

  /** Look again then; monotonic nanoseconds. */
  record LookAgain(long at) implements Action {}
}
