package dev.junicorn.dispatch;

import java.time.Duration;

/**
 * Bounds of the wait queue.
 *
 * @param queueLimit how many requests may wait for a slot
 * @param queueTimeout how long one may wait; zero is forever
 */
public record DispatchSettings(int queueLimit, Duration queueTimeout) {}
