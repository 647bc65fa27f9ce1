/**
 * Keeps the wanted workers alive: observe, {@link dev.junicorn.supervisor.Reconciler plan}, act.
 * One thread, which never waits for anything but its next task.
 *
 * <p>May use: exchange, event, plan, worker, channel, dispatch, stack.
 */
@NullMarked
package dev.junicorn.supervisor;

import org.jspecify.annotations.NullMarked;
