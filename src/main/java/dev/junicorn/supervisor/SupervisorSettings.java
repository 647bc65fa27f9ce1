package dev.junicorn.supervisor;

import dev.junicorn.plan.LaunchPlan;
import dev.junicorn.plan.Machine;
import dev.junicorn.worker.SpawnerSettings;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * What the supervisor works with.
 *
 * @param folder the server's private folder: scoreboards and output FIFOs
 * @param machine reads what may be used of the machine now
 * @param files how many files the server may open
 */
public record SupervisorSettings(
    SpawnerSettings spawner, Path folder, Supplier<Machine> machine, FileLimit files) {

  LaunchPlan plan() {
    return spawner.plan();
  }

  /** Whether a change of the app's files is a reload ({@code --reload}). */
  boolean watches() {
    return plan().reload().watch();
  }

  /** Where a worker writes which files it consists of. */
  Path modules(int worker) {
    return folder.resolve("modules-" + worker);
  }
}
