/**
 * What the server says over HTTP about itself, on a port and an event loop of its own: health,
 * metrics. A {@link dev.junicorn.exchange.Handler} like any other; it reads what it is given and
 * changes nothing.
 *
 * <p>May use: exchange.
 */
@NullMarked
package dev.junicorn.console;

import org.jspecify.annotations.NullMarked;
