package dev.junicorn.forensics;

import java.util.OptionalLong;

/**
 * What a process used at one moment; all in bytes.
 *
 * @param at monotonic nanoseconds
 * @param resident RSS, shared pages included
 * @param proportional PSS, where it was looked at: shared pages divided by those who share them.
 *     Costs the kernel a walk over the page tables, so not every sample has it
 */
record MemorySample(long at, long resident, OptionalLong proportional) {}
