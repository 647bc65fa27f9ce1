package dev.junicorn.dispatch;

import java.time.Duration;

/**
 * Bounds of waiting and running.
 *
 * @param queueLimit how many requests may wait for a slot
 * @param queueTimeout how long one may wait; zero is forever
 * @param requestTimeout how long one may run, from the call of the app on; zero is forever
 */
public record DispatchSettings(int queueLimit, Duration queueTimeout, Duration requestTimeout) {}
