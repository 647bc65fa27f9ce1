package dev.junicorn.console;

/**
 * Whether the server should be sent requests.
 *
 * @param ready a worker has booted and the server is not draining
 * @param why a few words: {@code no worker has booted yet}
 */
public record Health(boolean ready, String why) {}
