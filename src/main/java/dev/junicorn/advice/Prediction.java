package dev.junicorn.advice;

/**
 * What the recorded requests would have met with another size.
 *
 * @param queueP95 seconds that 95 of 100 requests would have waited for a slot at most
 * @param durationP95 seconds that 95 of 100 requests would have taken at most, waiting included
 * @param throughput requests that would have ended in a second
 * @param cores processors that would have been busy on average
 * @param memory bytes of all workers
 * @param fits whether the memory carries it
 */
public record Prediction(
    int workers,
    int threads,
    double queueP50,
    double queueP95,
    double durationP95,
    double throughput,
    double cores,
    long memory,
    boolean fits) {}
