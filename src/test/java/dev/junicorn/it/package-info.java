/**
 * The server as its users meet it: started by {@code ./junicorn}, with a real CPython, through real
 * sockets and signals. Nothing here knows the server's classes, with one exception: {@code
 * ConsolePageIT} has a real browser show the page that is shipped, and where that must show what no
 * server does at a test's command, {@code console.FakeConsole} feeds it, an invented server behind
 * the real console.
 */
@NullMarked
package dev.junicorn.it;

import org.jspecify.annotations.NullMarked;
