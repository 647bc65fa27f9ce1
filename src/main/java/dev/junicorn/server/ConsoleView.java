package dev.junicorn.server;

import dev.junicorn.advice.Advised;
import dev.junicorn.console.BusySlot;
import dev.junicorn.console.ConsoleFeed;
import dev.junicorn.control.Operations;
import dev.junicorn.control.StackView;
import dev.junicorn.doctor.Finding;
import dev.junicorn.observation.Observation;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What the console shows, asked of the parts that know. Callable from any thread. */
final class ConsoleView implements ConsoleFeed {

  private final Insight insight;
  private final Operations operations;

  ConsoleView(Insight insight, Operations operations) {
    this.insight = insight;
    this.operations = operations;
  }

  @Override
  public Optional<Observation> observation() {
    return insight.observation();
  }

  @Override
  public List<Finding> findings() {
    return insight.findings();
  }

  @Override
  public CompletionStage<Advised> advice() {
    return operations.advise();
  }

  @Override
  public CompletionStage<List<BusySlot>> stacks() {
    return operations.stacks().thenApply(views -> views.stream().map(ConsoleView::slot).toList());
  }

  private static BusySlot slot(StackView view) {
    return new BusySlot(
        view.slot().worker(),
        view.slot().pid(),
        view.slot().slot(),
        view.slot().method(),
        view.slot().target(),
        view.slot().seconds(),
        view.stack(),
        view.how());
  }
}
