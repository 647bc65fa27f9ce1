package dev.junicorn.supervisor;

/**
 * A size that the server takes by itself.
 *
 * @param workersBefore how many were wanted when that was decided
 * @param isLast whether the size stays from then on
 * @param reason for the log
 */
public record Adaptation(
    int workersBefore,
    int threadsBefore,
    int workers,
    int threads,
    boolean isLast,
    String reason) {}
