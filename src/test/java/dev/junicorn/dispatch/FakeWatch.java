package dev.junicorn.dispatch;

import dev.junicorn.channel.WorkerWatch;
import dev.junicorn.stack.HoldUp;
import dev.junicorn.stack.SlotStack;
import dev.junicorn.stack.StackLine;
import dev.junicorn.stack.StackReport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntConsumer;

/** A watchdog that is the test: it answers when told so. */
final class FakeWatch implements WorkerWatch {

  private final List<CompletableFuture<StackReport>> looks = new ArrayList<>();
  private final List<CompletableFuture<Boolean>> pings = new ArrayList<>();
  private final List<CompletableFuture<Boolean>> interrupts = new ArrayList<>();
  private final List<String> replacements = new ArrayList<>();

  private int kills;
  private IntConsumer onInterrupt = slot -> {};

  /** All who asked for stacks are told that this request is in view(). */
  void showStack(int slot, int requestId) {
    List<StackLine> lines = List.of(new StackLine("/srv/app.py", 7, "view", "wait()"));
    StackReport report =
        new StackReport(
            StackReport.How.ASKED,
            "",
            HoldUp.ONE_THREAD,
            List.of(new SlotStack(slot, requestId, lines)),
            List.of());
    looks.forEach(look -> look.complete(report));
  }

  void pong(boolean answers) {
    pings.forEach(ping -> ping.complete(answers));
    pings.clear();
  }

  void settle(boolean known) {
    interrupts.forEach(interrupt -> interrupt.complete(known));
    interrupts.clear();
  }

  /** Is told of each slot before it is interrupted. */
  void onInterrupt(IntConsumer action) {
    onInterrupt = action;
  }

  int interrupts() {
    return interrupts.size();
  }

  int kills() {
    return kills;
  }

  int pings() {
    return pings.size();
  }

  List<String> replacements() {
    return replacements;
  }

  @Override
  public CompletionStage<StackReport> glance() {
    return stacks();
  }

  @Override
  public CompletionStage<StackReport> stacks() {
    return added(looks);
  }

  @Override
  public CompletionStage<Boolean> ping() {
    return added(pings);
  }

  @Override
  public CompletionStage<Boolean> interrupt(int slot, int requestId) {
    onInterrupt.accept(slot);
    return added(interrupts);
  }

  @Override
  public void replace(String reason) {
    replacements.add(reason);
  }

  @Override
  public void kill(String reason) {
    kills++;
  }

  private static <T> CompletableFuture<T> added(List<CompletableFuture<T>> list) {
    CompletableFuture<T> stage = new CompletableFuture<>();
    list.add(stage);
    return stage;
  }
}
