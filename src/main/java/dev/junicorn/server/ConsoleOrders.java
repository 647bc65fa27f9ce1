package dev.junicorn.server;

import dev.junicorn.console.ConsoleControl;
import dev.junicorn.control.Verdict;
import dev.junicorn.event.EventSink;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.supervisor.Supervisor;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;

/** What is ordered in the console, told to the parts that do it. Callable from any thread. */
final class ConsoleOrders implements ConsoleControl {

  private final Supervisor supervisor;
  private final Reloads reloads;
  private final EventSink events;

  ConsoleOrders(Supervisor supervisor, Reloads reloads, EventSink events) {
    this.supervisor = supervisor;
    this.reloads = reloads;
    this.events = events;
  }

  @Override
  public CompletionStage<Outcome> scale(int workers, int threads, String asker) {
    events.publish(
        new ServerEvent.Decided(
            "Asked in the console by %s: %d x %d (workers x threads)"
                .formatted(asker, workers, threads)));
    return supervisor
        .scale(OptionalInt.of(workers), OptionalInt.of(threads))
        .thenApply(Verdicts::of)
        .thenApply(ConsoleOrders::outcome);
  }

  @Override
  public CompletionStage<Outcome> reload(String asker) {
    return reloads.reload("the console, by " + asker).thenApply(ConsoleOrders::outcome);
  }

  private static Outcome outcome(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Done(String message) -> new Outcome(true, message, "");
      case Verdict.Refused(String message, String detail) -> new Outcome(false, message, detail);
    };
  }
}
