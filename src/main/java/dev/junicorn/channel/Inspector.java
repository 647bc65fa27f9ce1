package dev.junicorn.channel;

import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/**
 * What looks at worker processes.
 *
 * @param thread one thread that may block for a file system
 * @param ticker monotonic nanoseconds
 */
public record Inspector(ScheduledExecutorService thread, LongSupplier ticker) {}
