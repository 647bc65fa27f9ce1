package dev.junicorn.supervisor;

/** What the supervisor does next, and why. */
sealed interface Action {

  /** Start one more worker of the generation that serves. */
  record Fork(String reason) implements Action {}

  /** Give a worker no more requests, and end it when the ones it has are answered. */
  record Drain(int worker, Retirement why) implements Action {}

  /** Tell a worker to end, whatever it runs. */
  record End(int worker, String reason) implements Action {}

  /** Kill a worker. */
  record Kill(int worker, String reason) implements Action {}

  /** Look again then; monotonic nanoseconds. */
  record LookAgain(long at) implements Action {}
}
