package dev.junicorn.plan;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What an {@link AppPlan} is asked for.
 *
 * @param folder the app's folder, absolute
 * @param workingDirectory what a relative {@code --python} starts from, absolute
 * @param environment the process's environment
 * @param machine what it will run on
 * @param startupCommand a line that is run instead of anything that would be found
 * @param python the interpreter that was named; gunicorn has no such option
 * @param workers what the user asked for, at least 1; empty for automatic
 * @param threads what the user asked for, at least 1; empty for automatic
 * @param ioShare percent of a request's time that it waits, 0 to 99; empty where unknown
 * @param workerMemory bytes that a worker was measured to need; empty for the default
 */
public record PlanRequest(
    Path folder,
    Path workingDirectory,
    Map<String, String> environment,
    Machine machine,
    Optional<Sourced<String>> startupCommand,
    Optional<String> python,
    Optional<Sourced<Integer>> workers,
    Optional<Sourced<Integer>> threads,
    Optional<Sourced<Integer>> ioShare,
    Optional<Sourced<Long>> workerMemory) {}
