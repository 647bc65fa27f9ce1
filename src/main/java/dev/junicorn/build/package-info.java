/**
 * Makes the virtual environment that a plan asks for, and only when something has changed: drives
 * pip and its kin, streams what they say, and names the step and the line that failed.
 *
 * <p>May use: event, plan, posix.
 */
@NullMarked
package dev.junicorn.build;

import org.jspecify.annotations.NullMarked;
