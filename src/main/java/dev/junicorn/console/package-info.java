/**
 * What the server says over HTTP about itself, on a port and an event loop of its own: health,
 * metrics, and a page with what was seen, found and advised. A {@link
 * dev.junicorn.exchange.Handler} like any other; it reads what it is given and changes nothing.
 *
 * <p>May use: exchange, observation, doctor, advice.
 */
@NullMarked
package dev.junicorn.console;

import org.jspecify.annotations.NullMarked;
