/**
 * The console's picture in a terminal: values in, lines out ({@link dev.junicorn.top.TopScreen});
 * and the terminal itself, which only {@link dev.junicorn.top.FullScreen} touches. Knows no server:
 * what is seen comes from a {@link dev.junicorn.top.Feed}.
 *
 * <p>May use: exchange, observation, doctor.
 */
@NullMarked
package dev.junicorn.top;

import org.jspecify.annotations.NullMarked;
