package dev.junicorn.console;

/**
 * A slot that runs a request, and where its thread is.
 *
 * @param slot its number in the worker, from 0
 * @param seconds for how long the request has run
 * @param stack lines as Python prints them, the innermost call last; or why there are none
 * @param how what holds the worker up, as far as known
 */
public record BusySlot(
    int worker,
    int pid,
    int slot,
    String method,
    String target,
    double seconds,
    String stack,
    String how) {}
