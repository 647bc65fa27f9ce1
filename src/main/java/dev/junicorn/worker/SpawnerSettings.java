package dev.junicorn.worker;

import dev.junicorn.plan.LaunchPlan;
import java.nio.file.Path;

/**
 * What every spawner of a server is started with.
 *
 * @param bridge the folder that holds the bridge package
 * @param socket where workers connect
 * @param serverPid the process whose end is the workers' end
 */
public record SpawnerSettings(LaunchPlan plan, Path bridge, Path socket, long serverPid) {}
