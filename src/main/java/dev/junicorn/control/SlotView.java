package dev.junicorn.control;

/**
 * One thread of one worker.
 *
 * @param slot its number in the worker, from 0
 * @param state {@code idle}, {@code busy}, or {@code stuck} where its request was answered without
 *     it
 * @param method of the running request; empty while idle
 * @param target of the running request, as the client sent it; empty while idle
 * @param seconds for how long it has run; 0 while idle
 * @param ahead requests that wait in the slot's inbox and can be taken back
 */
public record SlotView(
    int worker,
    long pid,
    int slot,
    String state,
    String method,
    String target,
    double seconds,
    int ahead) {}
