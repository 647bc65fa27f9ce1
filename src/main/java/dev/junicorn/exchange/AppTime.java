package dev.junicorn.exchange;

/**
 * How long an app was busy with a request, by its own thread's account; nanoseconds.
 *
 * @param wallNanos elapsed time
 * @param cpuNanos CPU time of the thread
 * @param contentionNanos how long it was kept from computing, by others on the processors or by
 *     Python's global lock; with the CPU time no more than the elapsed time
 */
public record AppTime(long wallNanos, long cpuNanos, long contentionNanos) {

  /** Nothing is known. */
  public static final AppTime NONE = new AppTime(0, 0, 0);
}
