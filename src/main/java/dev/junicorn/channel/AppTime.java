package dev.junicorn.channel;

/**
 * What a request cost inside the worker.
 *
 * @param wallNanos elapsed time in the app
 * @param cpuNanos CPU time of the slot's thread
 */
public record AppTime(long wallNanos, long cpuNanos) {}
