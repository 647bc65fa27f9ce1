/**
 * Reads what was written for a POSIX shell, as far as nothing has to be run for it: words and
 * quotes, comments, variables, sums. Runs nothing.
 *
 * <p>May use: nothing.
 */
@NullMarked
package dev.junicorn.shell;

import org.jspecify.annotations.NullMarked;
