package dev.junicorn.advice;

import java.util.List;

/**
 * The right number of workers and threads for the load that was seen, and why.
 *
 * @param sentence the advice in one sentence
 * @param current what the size of now does, by the same prediction
 * @param recommended the size to take; the current one where nothing is gained
 * @param options what was compared, by workers, then threads
 * @param reasons sentences, in order
 * @param confidence {@code low}, {@code fair} or {@code high}
 * @param confidenceReason why not higher, or why so high
 * @param requests how many recorded requests it is reckoned from
 * @param windowSeconds how long a time these span
 * @param command the recommended size as a gunicorn command line
 */
public record Advice(
    String sentence,
    Prediction current,
    Prediction recommended,
    List<Prediction> options,
    List<String> reasons,
    String confidence,
    String confidenceReason,
    int requests,
    double windowSeconds,
    String command) {

  /** Whether another size is recommended than the current one. */
  public boolean isChange() {
    return current.workers() != recommended.workers() || current.threads() != recommended.threads();
  }
}
