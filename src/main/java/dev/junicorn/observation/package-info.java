/**
 * What was seen of the server lately, as values: one {@link dev.junicorn.observation.Observation} a
 * second, made from events and looks at processes on a thread of its own.
 *
 * <p>May use: exchange, event, plan, posix, stack.
 */
@NullMarked
package dev.junicorn.observation;

import org.jspecify.annotations.NullMarked;
