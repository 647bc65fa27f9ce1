package dev.junicorn.control;

/**
 * Workers that are alike.
 *
 * @param state {@value #STARTING}, {@value #READY}, or {@value #FINISHING} where they take no
 *     requests any more
 * @param outdated whether others are to take their place: they have another number of threads than
 *     wanted, run an older generation, or are worn
 * @param workers how many there are, at least 1
 * @param threads slots of each
 * @param generation which load of the app they run
 * @param busy how many of their slots run a request, all together
 */
public record WorkerGroup(
    String state, boolean outdated, int workers, int threads, int generation, int busy) {

  public static final String STARTING = "starting";
  public static final String READY = "ready";
  public static final String FINISHING = "finishing";

  /** Whether they take requests. */
  public boolean isReady() {
    return state.equals(READY);
  }
}
