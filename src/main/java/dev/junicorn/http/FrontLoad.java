package dev.junicorn.http;

/**
 * How many clients a front end has.
 *
 * @param connections open now
 * @param accepted since the start
 */
public record FrontLoad(int connections, long accepted) {}
