package dev.junicorn.supervisor;

import dev.junicorn.channel.WorkerPort;
import dev.junicorn.dispatch.Dispatcher;
import dev.junicorn.dispatch.Gate;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The dispatch loop, and what is confined to it: from the supervisor's thread everything is done in
 * tasks.
 */
public record DispatchLoop(Executor executor, WorkerPort port, Dispatcher dispatcher, Gate gate) {

  /** What is still sent when the loop has ended concerns nobody. */
  void execute(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      // The server has ended.
    }
  }
}
