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
    if (inspector == null) {
      return CompletableFuture.completedFuture(
          StackReport.unavailable(HoldUp.UNKNOWN, "the process has not connected to the server"));
    }
    if (lookup == null || lookup.report().isDone()) {
      Scoreboard board = link.scoreboard();
      lookup =
          new StackLookup(
              new ProcessView(link.pid(), board.path(), board.bytes(), dump),
              board,
              link.loop(),
              inspector);
      lookup.start(stream);
    }
    return lookup.report();
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
