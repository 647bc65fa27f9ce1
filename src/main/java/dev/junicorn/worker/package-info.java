/**
 * The spawner and the worker processes as their parent sees them: start, fork, exit, and what they
 * print.
 *
 * <p>May use: exchange, event, plan, posix.
 */
@NullMarked
package dev.junicorn.worker;

import org.jspecify.annotations.NullMarked;
