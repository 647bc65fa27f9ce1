package dev.junicorn.control;

/**
 * A busy slot, and where its thread is.
 *
 * @param slot what it runs
 * @param stack lines as Python prints them, the innermost call last; or why there are none
 * @param how what holds the worker up, as far as known
 */
public record StackView(SlotView slot, String stack, String how) {}
