/**
 * The conversation with workers: inboxes that carry requests, pipes that carry answers, or where
 * they are large, the slots' streams; the scoreboard that says what was started. Everything here is
 * confined to the dispatch loop.
 *
 * <p>May use: exchange, event, protocol, posix, stack.
 */
@NullMarked
package dev.junicorn.channel;

import org.jspecify.annotations.NullMarked;
