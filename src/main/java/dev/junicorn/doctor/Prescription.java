package dev.junicorn.doctor;

/**
 * The size that cures what was found.
 *
 * @param why how it was reckoned, or what it is against, for people: sentences
 * @param atLeast whether more may be needed: those who were turned away cannot be counted
 */
public record Prescription(int workers, int threads, String why, boolean atLeast) {}
