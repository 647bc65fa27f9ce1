/**
 * What is known of a worker that died: gathered while it lives, concluded when it is gone, said in
 * the log and written to {@code --crash-dir}. Only facts: what is not known is not said.
 *
 * <p>One thread of its own, which may read {@code /proc} and write files.
 *
 * <p>May use: event, plan, worker.
 */
@NullMarked
package dev.junicorn.forensics;

import org.jspecify.annotations.NullMarked;
