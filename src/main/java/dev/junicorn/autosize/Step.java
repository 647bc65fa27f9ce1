package dev.junicorn.autosize;

/**
 * A change of the size.
 *
 * @param from the size that it was decided for; where it is another one by now, somebody else has
 *     decided
 * @param isLast whether the size stays from then on
 * @param reason for the log
 */
public record Step(Size from, Size to, boolean isLast, String reason) {}
