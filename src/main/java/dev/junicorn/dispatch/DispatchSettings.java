package dev.junicorn.dispatch;

import java.time.Duration;

/**
 * Bounds of the wait queue, and what becomes of requests that lost their worker.
 *
 * @param queueLimit how many requests may wait for a slot
 * @param queueTimeout how long one may wait; zero is forever
 * @param replaySafe whether a request with a safe method is run again where its worker died before
 *     the client was sent a byte ({@code --replay-safe})
 */
public record DispatchSettings(int queueLimit, Duration queueTimeout, boolean replaySafe) {}
