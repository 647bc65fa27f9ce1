/**
 * The composition root: builds the graph top to bottom, starts it in order, stops it in reverse.
 *
 * <p>May use: everything but cli.
 */
@NullMarked
package dev.junicorn.server;

import org.jspecify.annotations.NullMarked;
