/**
 * What would be run, and why: the app, its interpreter, the sizes and every limit, as data that
 * keeps where each value came from. Nothing here starts a process or opens a socket.
 *
 * <p>May use: event, shell.
 */
@NullMarked
package dev.junicorn.plan;

import org.jspecify.annotations.NullMarked;
