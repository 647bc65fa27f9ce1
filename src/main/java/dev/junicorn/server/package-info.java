/**
 * The composition root: builds the graph top to bottom, starts it in order, stops it in reverse.
 *
 * <p>May use: everything but build, cli, configfile, probe, shell, startup, survey and top.
 */
@NullMarked
package dev.junicorn.server;

import org.jspecify.annotations.NullMarked;
