package dev.junicorn.observation;

/**
 * A reload that was refused, so that the code from before it serves on.
 *
 * @param why one line
 * @param seconds how long ago
 */
public record Refused(String why, double seconds) {}
