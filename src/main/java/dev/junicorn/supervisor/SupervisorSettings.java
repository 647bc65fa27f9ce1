package dev.junicorn.supervisor;

import dev.junicorn.plan.LaunchPlan;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What the supervisor works with.
 *
 * @param bootTimeout how long a worker may take until it is ready; zero is for ever
 * @param folder the server's private folder: scoreboards and output FIFOs
 * @param bridge the folder that holds the bridge package
 * @param socket where workers connect
 */
public record SupervisorSettings(
    LaunchPlan.App app,
    int workers,
    int threads,
    Duration bootTimeout,
    Path folder,
    Path bridge,
    Path socket,
    long serverPid) {}
