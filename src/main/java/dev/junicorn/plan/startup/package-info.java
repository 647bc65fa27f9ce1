/**
 * What an operator wrote to start the app: a startup command or a startup file, read as a shell
 * reads it, and what the platform says by its variables. Decides what of it Junicorn can do itself;
 * runs nothing.
 *
 * <p>May use: the rest of {@code plan}, {@code shell}.
 */
@NullMarked
package dev.junicorn.plan.startup;

import org.jspecify.annotations.NullMarked;
