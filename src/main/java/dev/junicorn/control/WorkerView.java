package dev.junicorn.control;

/**
 * A worker process.
 *
 * @param id its number, never used twice in a server's life
 * @param pid 0 until it was forked
 * @param generation which load of the app it runs
 * @param state as in {@code supervisor.WorkerState}, in small letters
 * @param busy slots that run a request
 * @param requests how many requests it has finished
 * @param memoryBytes its memory when it was last looked at; 0 where it was not
 * @param reason why it was started
 */
public record WorkerView(
    int id,
    long pid,
    int generation,
    String state,
    double ageSeconds,
    int threads,
    int busy,
    long requests,
    long memoryBytes,
    String reason) {}
