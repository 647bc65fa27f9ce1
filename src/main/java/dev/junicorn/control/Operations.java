package dev.junicorn.control;

import dev.junicorn.advice.Advised;
import dev.junicorn.doctor.Examination;
import dev.junicorn.observation.Observation;
import dev.junicorn.observation.SlotSeen;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What an operator can ask of a running server. Callable from any thread; nothing here waits, and
 * every stage completes in bounded time.
 */
public interface Operations {

  /** The server in one look. */
  CompletionStage<ServerStatus> status();

  /** Every worker process, oldest first. */
  CompletionStage<List<WorkerView>> workers();

  /** Every slot and what it runs. */
  CompletionStage<List<SlotSeen>> slots();

  /** Every busy slot with the Python stack of its thread. */
  CompletionStage<List<StackView>> stacks();

  /** What is wrong, and what to do about it; null in the server's first second. */
  CompletionStage<@Nullable Examination> findings();

  /**
   * What was seen lately; null in the server's first second.
   *
   * @param seconds of the past, 1 to {@value Observation.Bounds#SECONDS}
   */
  CompletionStage<@Nullable Overview> observe(int seconds);

  /** Which size would be right for what was seen; takes up to a second. */
  CompletionStage<Advised> advise();

  /** Loads the app anew; refused with its traceback where it cannot be loaded. */
  CompletionStage<Verdict> reload();

  /**
   * Changes the number of workers, of threads in each, or both.
   *
   * @param workers at least 1; empty: as many as now
   * @param threads at least 1; empty: as many as now
   */
  CompletionStage<Verdict> scale(OptionalInt workers, OptionalInt threads);

  /** Replaces one worker: the new one is ready before the old one ends. */
  CompletionStage<Verdict> recycle(int worker);

  /**
   * Takes the server out of service: it says that it is not ready, so that a load balancer goes
   * elsewhere, and answers what still comes.
   */
  CompletionStage<Verdict> drain();

  /** Takes {@link #drain} back. */
  CompletionStage<Verdict> resume();

  /** Stops the server as TERM does. Completes when the stop has begun. */
  CompletionStage<Verdict> stop();

  /** Opens the log files by their names again. */
  CompletionStage<Verdict> reopenLogs();
}
