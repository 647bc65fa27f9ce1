/**
 * Startup commands that are not gunicorn's: runs one before the server ({@code PRE_RUN_COMMAND}),
 * or gives this process to one.
 *
 * <p>May use: posix.
 */
@NullMarked
package dev.junicorn.startup;

import org.jspecify.annotations.NullMarked;
