/**
 * The command {@code junicorn}: reads arguments and environment as gunicorn does, makes the {@link
 * dev.junicorn.plan.LaunchPlan}, hands it over, and turns what comes back into an exit code.
 *
 * <p>May use: server, plan, event.
 */
@NullMarked
package dev.junicorn.cli;

import org.jspecify.annotations.NullMarked;
