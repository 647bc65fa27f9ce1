package dev.junicorn.forensics;

/**
 * How a counter of processes ended by the kernel's out-of-memory killer moved around a death.
 *
 * @param source the file it was read from
 * @param before a look or two before the death was heard of
 * @param after at the look after the death
 * @param suspects how many workers and spawners it may have ended in between
 */
record OomChange(String source, long before, long after, int suspects) {

  /** How many processes it ended. */
  long kills() {
    return Math.max(0, after - before);
  }

  /** Whether every suspect can be laid at its door. */
  boolean explainsAll() {
    return kills() >= suspects;
  }
}
