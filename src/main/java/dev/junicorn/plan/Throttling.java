package dev.junicorn.plan;

/**
 * How often a quota of CPU time was used up ({@code cpu.stat}, both versions of cgroups).
 *
 * @param periods of the quota, so far, in which something ran
 * @param throttled those in which the quota was used up before the period was over
 */
public record Throttling(long periods, long throttled) {}
