/**
 * The wire between the server and its workers, without I/O: {@code PROTOCOL.md} beside this file is
 * the specification, golden files under {@code src/test/frames} hold both languages to it.
 *
 * <p>May use: exchange.
 */
@NullMarked
package dev.junicorn.protocol;

import org.jspecify.annotations.NullMarked;
