package dev.junicorn.exchange;

/**
 * Where the time of one request went, in nanoseconds. The parts follow each other or exclude each
 * other, so their sum is the time from the request's first byte to its answer's last.
 *
 * @param receiving from the first byte of the request until it was whole
 * @param queue waiting for a slot
 * @param dispatch between server and worker, there and back
 * @param cpu the app's thread computed
 * @param contention the app's thread could have computed, but others had the processor or Python's
 *     global lock (GIL). The processor's part is the kernel's count, the lock's an estimate
 * @param blocked the app's thread waited for something else: a database, a file, a lock, a sleep
 * @param sending from the app's last byte until the client's connection had taken the answer
 */
public record TimeSplit(
    long receiving,
    long queue,
    long dispatch,
    long cpu,
    long contention,
    long blocked,
    long sending) {

  /** No time at all. */
  public static final TimeSplit ZERO = new TimeSplit(0, 0, 0, 0, 0, 0, 0);

  /** All parts together. */
  public long total() {
    return receiving + queue + dispatch + app() + sending;
  }

  /** The time in the app: computing, kept from it, and waiting. */
  public long app() {
    return cpu + contention + blocked;
  }

  /** The sum, part by part. */
  public TimeSplit plus(TimeSplit other) {
    return new TimeSplit(
        receiving + other.receiving,
        queue + other.queue,
        dispatch + other.dispatch,
        cpu + other.cpu,
        contention + other.contention,
        blocked + other.blocked,
        sending + other.sending);
  }
}
