package dev.junicorn.supervisor;

import java.util.Optional;

/**
 * How often in a row a worker was found above its soft limit: one peak is no leak.
 *
 * @param above how many of the newest samples, one after the other, were above
 * @param bytes the newest sample
 */
record MemoryCheck(int above, long bytes) {

  /** So many samples in a row. */
  static final int SAMPLES = 3;

  private static final long MIB = 1 << 20;

  static MemoryCheck none() {
    return new MemoryCheck(0, 0);
  }

  /**
   * @param softLimit bytes; 0 for none
   */
  MemoryCheck sample(long measured, long softLimit) {
    boolean over = softLimit > 0 && measured > softLimit;
    return new MemoryCheck(over ? above + 1 : 0, measured);
  }

  /**
   * What follows from the samples so far.
   *
   * @param softLimit bytes; 0 for none
   * @param hardLimit bytes; 0 for none
   */
  Optional<Retirement> judge(long softLimit, long hardLimit) {
    if (hardLimit > 0 && bytes > hardLimit) {
      return Optional.of(
          new Retirement(
              Retirement.Cause.URGENT,
              "it holds "
                  + mib(bytes)
                  + ", over "
                  + mib(hardLimit)
                  + " (--max-worker-memory-hard)"));
    }
    if (above >= SAMPLES) {
      return Optional.of(
          new Retirement(
              Retirement.Cause.PLANNED,
              "it holds " + mib(bytes) + ", over " + mib(softLimit) + " (--max-worker-memory)"));
    }
    return Optional.empty();
  }

  private static String mib(long bytes) {
    return "%.1f MB".formatted((double) bytes / MIB);
  }
}
