package dev.junicorn.channel;

import dev.junicorn.stack.StackReport;
import java.util.concurrent.CompletionStage;

/**
 * A worker looked at from outside of its requests, however busy or stuck these are. Called on the
 * dispatch loop, where the stages complete as well.
 */
public interface WorkerWatch {

  /**
   * What its busy slots do. Asked of the worker's watchdog thread; where that is silent for 0.3 s
   * (1 s while the process uses CPU), by a signal to {@code faulthandler}. Completes within 3 s,
   * never exceptionally; who asks meanwhile gets the same report.
   */
  CompletionStage<StackReport> stacks();

  /**
   * The same without the signal: where the watchdog is silent, there are no stacks. For who looks
   * often, since a dump of frames that run is not without risk.
   */
  CompletionStage<StackReport> glance();

  /**
   * Whether the interpreter answers. Completes with true when it does, however late, with false
   * when the worker is gone.
   */
  CompletionStage<Boolean> ping();

  /**
   * Raises an exception in the slot's thread, unless it has ended this request already.
   *
   * @return completes with true when no exception is on its way any more, so that the next request
   *     is safe from it: once this one is over, or at once if the watchdog cannot be told; with
   *     false if the watchdog has gone meanwhile, so that nobody knows
   */
  CompletionStage<Boolean> interrupt(int slot, int requestId);

  /** Asks for another worker in this one's place; {@code reason} is for the log. */
  void replace(String reason);

  /** Has the process killed: it can finish nothing, nor end in order. */
  void kill(String reason);
}
