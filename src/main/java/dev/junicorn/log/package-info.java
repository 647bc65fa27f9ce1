/**
 * The error log and the access log: events in, lines out. One queue with a budget for each kind of
 * event, one writer thread; a log that cannot be written fast enough loses lines and says how many,
 * and never slows a request.
 *
 * <p>May use: exchange, event, posix.
 */
@NullMarked
package dev.junicorn.log;

import org.jspecify.annotations.NullMarked;
