package dev.junicorn.control;

/**
 * A busy slot, and where its thread is.
 *
 * @param slot what it runs
 * @param stack lines as Python prints them, the innermost call last; empty where it is not known
 * @param how how the stack was got, or why there is none
 */
public record StackView(SlotView slot, String stack, String how) {}
