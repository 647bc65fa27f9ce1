/**
 * The conversation between a running server and {@code junicorn ctl}: a Unix socket, one JSON
 * object a line ({@code CONTROL.md}). Both ends of it, and the values that travel.
 *
 * <p>May use: event, posix, exchange, observation, doctor, advice.
 */
@NullMarked
package dev.junicorn.control;

import org.jspecify.annotations.NullMarked;
