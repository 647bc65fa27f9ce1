package dev.junicorn.supervisor;

import dev.junicorn.channel.Scoreboard;
import dev.junicorn.channel.WorkerLink;
import dev.junicorn.event.EventSink;
import dev.junicorn.event.SupervisionEvent;
import dev.junicorn.stack.ProcessView;
import dev.junicorn.stack.StackReport;
import dev.junicorn.stack.Task;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Tells early of an import that will not end, because it runs a server; of one that is only slow
 * nothing is said. Confined to the supervisor's thread.
 *
 * @param own the supervisor's thread
 */
record ImportWatch(SupervisorThread own, BootStacks stacks, EventSink events) {

  /** Most imports are over by then. Each further look comes twice as late. */
  private static final Duration FIRST_LOOK = Duration.ofSeconds(5);

  /**
   * Begins to look at a worker that was forked.
   *
   * @param pid its process
   * @param boots whether it is not ready yet
   */
  void watch(WorkerLink worker, int pid, BooleanSupplier boots) {
    Scoreboard board = worker.scoreboard();
    ProcessView process = new ProcessView(pid, board.path(), board.bytes(), Optional.empty());
    lookAfter(FIRST_LOOK, Duration.ZERO, new Import(worker, process, boots));
  }

  private record Import(WorkerLink worker, ProcessView process, BooleanSupplier boots) {

    /** What serves waits most of the time, and frames that run are better not dumped. */
    boolean waits() {
      List<Task> tasks = process.tasks();
      return !tasks.isEmpty()
          && tasks.stream().allMatch(task -> task.state() == Task.State.SLEEPING);
    }
  }

  private void lookAfter(Duration pause, Duration before, Import watched) {
    Duration age = before.plus(pause);
    own.after(
        pause,
        () -> {
          if (!watched.boots().getAsBoolean()) {
            return;
          }
          if (watched.waits()) {
            stacks.ask(watched.worker(), watched.boots(), report -> seen(report, age, watched));
          } else {
            lookAfter(age, age, watched);
          }
        });
  }

  private void seen(StackReport report, Duration age, Import watched) {
    OwnServer.in(report.mainThread())
        .ifPresentOrElse(
            server ->
                events.publish(
                    new SupervisionEvent.ImportServes(
                        watched.worker().id(), watched.process().pid(), age, server.describe())),
            () -> lookAfter(age, age, watched));
  }
}
