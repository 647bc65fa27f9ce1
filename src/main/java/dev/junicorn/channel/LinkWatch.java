package dev.junicorn.channel;

import dev.junicorn.stack.HoldUp;
import dev.junicorn.stack.ProcessView;
import dev.junicorn.stack.StackReport;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The watch on one worker, by whatever of it has connected. Confined to the dispatch loop. */
final class LinkWatch implements WorkerWatch {

  private final WorkerLink link;
  private Optional<ProcessView.DumpSignal> dump = Optional.empty();
  private @Nullable Inspector inspector;
  private @Nullable WatchStream stream;
  private @Nullable StackLookup lookup;
  private @Nullable StackLookup glance;

  LinkWatch(WorkerLink link) {
    this.link = link;
  }

  /** The worker's control stream has connected: its pid is known. */
  void connected(Inspector by) {
    inspector = by;
  }

  /** The worker's watch stream has connected. */
  void connected(WatchStream watchStream) {
    stream = watchStream;
  }

  /** The worker says which signal makes it dump its stacks; 0 for none. */
  void dumpsBy(int signal, int descriptor) {
    dump =
        signal == 0
            ? Optional.empty()
            : Optional.of(new ProcessView.DumpSignal(signal, descriptor));
  }

  @Override
  public CompletionStage<StackReport> stacks() {
    if (lookup == null || lookup.report().isDone()) {
      lookup = lookup(dump);
    }
    return report(lookup);
  }

  @Override
  public CompletionStage<StackReport> glance() {
    if (glance == null || glance.report().isDone()) {
      glance = lookup(Optional.empty());
    }
    return report(glance);
  }

  private static CompletionStage<StackReport> report(@Nullable StackLookup begun) {
    return begun == null
        ? CompletableFuture.completedFuture(
            StackReport.unavailable(HoldUp.UNKNOWN, "the process has not connected to the server"))
        : begun.report();
  }

  private @Nullable StackLookup lookup(Optional<ProcessView.DumpSignal> ways) {
    if (inspector == null) {
      return null;
    }
    Scoreboard board = link.scoreboard();
    StackLookup begun =
        new StackLookup(
            new ProcessView(link.pid(), board.path(), board.bytes(), ways),
            board,
            link.loop(),
            inspector);
    begun.start(stream);
    return begun;
  }

  @Override
  public CompletionStage<Boolean> ping() {
    return stream == null ? CompletableFuture.completedFuture(false) : stream.ping();
  }

  @Override
  public CompletionStage<Boolean> interrupt(int slot, int requestId) {
    return stream == null
        ? CompletableFuture.completedFuture(true)
        : stream.interrupt(slot, requestId);
  }

  @Override
  public void replace(String reason) {
    link.listener().stuck(link, reason);
  }

  @Override
  public void kill(String reason) {
    link.listener().hopeless(link, reason);
  }
}
