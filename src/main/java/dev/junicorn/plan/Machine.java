package dev.junicorn.plan;

import java.util.Optional;

/**
 * What this process may use of the machine.
 *
 * @param cores CPU cores, at least 1; a quota's fraction is rounded up
 * @param freeMemory bytes that can still be taken; empty where the system does not tell
 */
public record Machine(Sourced<Integer> cores, Optional<Sourced<Long>> freeMemory) {}
