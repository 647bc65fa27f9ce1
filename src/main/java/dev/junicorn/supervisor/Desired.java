package dev.junicorn.supervisor;

/**
 * What there should be.
 *
 * @param workers how many workers should take requests; at least 1
 * @param threads how many threads each should have; at least 1
 * @param generation the generation that serves, 0 while there is none
 * @param candidate the generation that is being proven, 0 for none; its workers are not judged here
 * @param canFork whether the generation that serves has a spawner to fork from, and its first
 *     workers are not in doubt
 */
record Desired(int workers, int threads, int generation, int candidate, boolean canFork) {

  /** One more process in four may live while others are replaced, as Kubernetes has it. */
  private static final int SURGE_SHARE = 4;

  /** How many processes more than {@code workers} may live so that others can be replaced. */
  int surge() {
    return surge(workers);
  }

  static int surge(int workers) {
    return Math.ceilDiv(workers, SURGE_SHARE);
  }
}
