package dev.junicorn.supervisor;

import dev.junicorn.plan.LaunchPlan;
import java.nio.file.Path;

/**
 * What the supervisor works with.
 *
 * @param folder the server's private folder: scoreboards and output FIFOs
 * @param bridge the folder that holds the bridge package
 * @param socket where workers connect
 */
public record SupervisorSettings(
    LaunchPlan.App app,
    int workers,
    int threads,
    Path folder,
    Path bridge,
    Path socket,
    long serverPid) {}
