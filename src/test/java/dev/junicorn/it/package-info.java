/**
 * The server as its users meet it: started by {@code ./junicorn}, with a real CPython, through real
 * sockets and signals. Nothing here knows the server's classes.
 */
@NullMarked
package dev.junicorn.it;

import org.jspecify.annotations.NullMarked;
