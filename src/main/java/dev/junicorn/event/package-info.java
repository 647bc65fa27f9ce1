/**
 * What the server says about itself. Everything observable is one of these records, published once;
 * logs, metrics, doctor and console subscribe. A slow subscriber sits behind a bounded queue that
 * drops and counts, so no observer slows a request.
 *
 * <p>May use: exchange.
 */
@NullMarked
package dev.junicorn.event;

import org.jspecify.annotations.NullMarked;
