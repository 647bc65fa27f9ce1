package dev.junicorn.supervisor;

import dev.junicorn.channel.WorkerPort;
import dev.junicorn.dispatch.Dispatcher;
import dev.junicorn.dispatch.Gate;
import java.util.concurrent.Executor;

/**
 * The dispatch loop, and what is confined to it: from the supervisor's thread everything is done in
 * tasks.
 */
public record DispatchLoop(Executor executor, WorkerPort port, Dispatcher dispatcher, Gate gate) {

  void execute(Runnable task) {
    executor.execute(task);
  }
}
