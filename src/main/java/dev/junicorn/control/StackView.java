package dev.junicorn.control;

import dev.junicorn.observation.SlotSeen;

/**
 * A busy slot, and where its thread is.
 *
 * @param slot what it runs
 * @param stack lines as Python prints them, the innermost call last; or why there are none
 * @param how what holds the worker up, as far as known
 */
public record StackView(SlotSeen slot, String stack, String how) {}
