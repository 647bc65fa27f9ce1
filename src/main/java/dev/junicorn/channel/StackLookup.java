package dev.junicorn.channel;

import dev.junicorn.stack.HoldUp;
import dev.junicorn.stack.ProcessView;
import dev.junicorn.stack.SlotStack;
import dev.junicorn.stack.StackLine;
import dev.junicorn.stack.StackReport;
import dev.junicorn.stack.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One look at what a worker's threads do: asks the watchdog, and where that is silent has the
 * process dump its stacks. Begun on the dispatch loop, then confined to the inspector's thread; the
 * report completes on the loop.
 */
final class StackLookup {

  /** A watchdog that gets the GIL answers within a few milliseconds. */
  private static final Duration PATIENCE = Duration.ofMillis(300);

  /**
   * Python code that computes gives the GIL away every 5 ms, on a busy machine later. To dump the
   * frames of code that runs can crash the process, so it is done only once this, too, has passed.
   */
  private static final Duration PATIENCE_WHILE_BUSY = Duration.ofSeconds(1);

  /** The dump is complete when it has not grown for this long. */
  private static final Duration DUMP_STEP = Duration.ofMillis(30);

  /** Two seconds: where there is no processor for the process, it is late. */
  private static final int MAX_DUMP_STEPS = 64;

  private final ProcessView process;
  private final Scoreboard board;
  private final Executor loop;
  private final Inspector inspector;
  private final CompletableFuture<StackReport> report = new CompletableFuture<>();
  private List<Task> tasksBefore = List.of();

  StackLookup(ProcessView process, Scoreboard board, Executor loop, Inspector inspector) {
    this.process = process;
    this.board = board;
    this.loop = loop;
    this.inspector = inspector;
  }

  CompletableFuture<StackReport> report() {
    return report;
  }

  /**
   * @param stream to the watchdog, null if it has none
   */
  void start(@Nullable WatchStream stream) {
    later(Duration.ZERO, () -> tasksBefore = process.tasks());
    if (stream != null) {
      int question = stream.askStacks(stacks -> later(Duration.ZERO, () -> answered(stacks)));
      report.thenRun(() -> stream.giveUp(question));
    }
    later(PATIENCE, () -> silent(PATIENCE_WHILE_BUSY.minus(PATIENCE)));
  }

  private void answered(List<SlotStack> stacks) {
    List<SlotStack> readable = new ArrayList<>();
    for (SlotStack stack : stacks) {
      readable.add(new SlotStack(stack.slot(), stack.requestId(), process.readable(stack.lines())));
    }
    finish(
        new StackReport(
            StackReport.How.ASKED, "", HoldUp.ONE_THREAD, List.copyOf(readable), List.of()));
  }

  /**
   * @param morePatience how much longer to wait for the watchdog of a process that computes
   */
  private void silent(Duration morePatience) {
    if (report.isDone()) {
      return;
    }
    HoldUp holdUp = HoldUp.ofSilence(tasksBefore, process.tasks());
    boolean computes = holdUp == HoldUp.GIL_IN_USE || holdUp == HoldUp.STARVED;
    if (computes && morePatience.isPositive()) {
      later(morePatience, () -> silent(Duration.ZERO));
      return;
    }
    Optional<String> obstacle =
        holdUp.takesSignals() ? process.askForDump() : Optional.of(holdUp.sentence());
    if (obstacle.isPresent()) {
      finish(StackReport.unavailable(holdUp, obstacle.get()));
    } else {
      later(DUMP_STEP, () -> awaitDump(holdUp, 0, MAX_DUMP_STEPS));
    }
  }

  private void awaitDump(HoldUp holdUp, long sizeBefore, int stepsLeft) {
    long size = process.dumped();
    if (size > 0 && size == sizeBefore) {
      finish(dumped(holdUp));
    } else if (stepsLeft > 0) {
      later(DUMP_STEP, () -> awaitDump(holdUp, size, stepsLeft - 1));
    } else {
      finish(StackReport.unavailable(holdUp, "the process did not react to a signal"));
    }
  }

  private StackReport dumped(HoldUp holdUp) {
    Map<Long, List<StackLine>> stacks = process.readDump();
    List<SlotStack> slots = new ArrayList<>();
    for (int slot = 0; slot < board.slots(); slot++) {
      int requestId = board.requestOf(slot);
      List<StackLine> lines = stacks.get(board.threadOf(slot));
      if (requestId != 0 && lines != null) {
        slots.add(new SlotStack(slot, requestId, process.readable(lines)));
      }
    }
    List<StackLine> mainThread = List.of();
    for (List<StackLine> lines : stacks.values()) {
      mainThread = lines;
    }
    return new StackReport(
        StackReport.How.DUMPED, "", holdUp, List.copyOf(slots), process.readable(mainThread));
  }

  private void finish(StackReport found) {
    loop.execute(() -> report.complete(found));
  }

  private void later(Duration delay, Runnable step) {
    try {
      inspector.thread().schedule(step, delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      finish(StackReport.unavailable(HoldUp.UNKNOWN, "the server stops"));
    }
  }
}
