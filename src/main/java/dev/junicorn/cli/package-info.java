/**
 * The command {@code junicorn}: reads arguments and environment as gunicorn does, makes the {@link
 * dev.junicorn.plan.LaunchPlan}, hands it over, and turns what comes back into an exit code.
 *
 * <p>May use: server, control, plan, survey, build, event, probe, posix, startup, shell,
 * observation, doctor, advice, top, configfile.
 */
@NullMarked
package dev.junicorn.cli;

import org.jspecify.annotations.NullMarked;
