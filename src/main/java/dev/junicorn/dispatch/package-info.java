/**
 * Who serves a request, and when to say no: one wait queue, only free slots get requests, nothing
 * waits behind a slow one.
 *
 * <p>May use: exchange, event, channel, stack.
 */
@NullMarked
package dev.junicorn.dispatch;

import org.jspecify.annotations.NullMarked;
