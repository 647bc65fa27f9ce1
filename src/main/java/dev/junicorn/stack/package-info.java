/**
 * What a worker's threads do: their Python stacks, and which of them holds up the others. Reading
 * and judging are pure; only {@link dev.junicorn.stack.ProcessView} looks at the process itself.
 *
 * <p>May use: event, posix.
 */
@NullMarked
package dev.junicorn.stack;

import org.jspecify.annotations.NullMarked;
