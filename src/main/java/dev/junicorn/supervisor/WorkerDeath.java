package dev.junicorn.supervisor;

import dev.junicorn.worker.ExitStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The end of a worker's process, concluded when everything it had to say was read.
 *
 * @param pid 0 if it was never forked
 * @param generation the generation it belonged to
 * @param how unknown where its spawner ended first
 * @param expected whether the server wanted it to end, drained, replaced or stopped, and it has
 *     ended by that
 * @param endedByForce whether it was killed because the server wanted that, by its parent too
 * @param signalSent the signal that the server itself sent it; empty if it sent none
 * @param leaving why it was on its way out; empty if it was not
 * @param boot how long it took to be ready; empty if it never was
 * @param age from its start to its end
 * @param requests how many it had answered
 */
public record WorkerDeath(
    int worker,
    int pid,
    int generation,
    ExitStatus how,
    boolean expected,
    boolean endedByForce,
    OptionalInt signalSent,
    Optional<String> leaving,
    Optional<Duration> boot,
    Duration age,
    long requests) {}
