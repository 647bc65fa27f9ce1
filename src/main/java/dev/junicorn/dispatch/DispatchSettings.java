package dev.junicorn.dispatch;

import java.time.Duration;

/**
 * Bounds of waiting and running, and what becomes of requests that lost their worker.
 *
 * @param queueLimit how many requests may wait for a slot
 * @param queueTimeout how long one may wait; zero is forever
 * @param requestTimeout how long one may run, from the call of the app on; zero is forever
 * @param replaySafe whether a request with a safe method is run again where its worker died before
 *     the client was sent a byte ({@code --replay-safe})
 */
public record DispatchSettings(
    int queueLimit, Duration queueTimeout, Duration requestTimeout, boolean replaySafe) {}
