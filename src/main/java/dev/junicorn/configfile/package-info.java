/**
 * gunicorn's configuration files, which are Python: where one is, and what it sets, found out by
 * executing it with the app's interpreter in a process of its own. What the settings mean is not
 * known here.
 *
 * <p>May use: event, plan, posix, worker.
 */
@NullMarked
package dev.junicorn.configfile;

import org.jspecify.annotations.NullMarked;
