package dev.junicorn.worker;

import java.util.Optional;

/**
 * A worker's process, for the time when its spawner is gone and nobody reaps it for us. The handle
 * remembers when the process began, so that a pid which the system has given to another process is
 * left alone.
 */
public record ForkedProcess(int pid, Optional<ProcessHandle> handle) {

  /** Before the fork was reported. */
  public static ForkedProcess none() {
    return new ForkedProcess(0, Optional.empty());
  }

  public static ForkedProcess of(int pid) {
    return new ForkedProcess(pid, ProcessHandle.of(pid));
  }

  public void kill() {
    handle.ifPresent(ProcessHandle::destroyForcibly);
  }
}
