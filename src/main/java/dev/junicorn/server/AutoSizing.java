package dev.junicorn.server;

import dev.junicorn.advice.Advised;
import dev.junicorn.autosize.AutoSize;
import dev.junicorn.autosize.Step;
import dev.junicorn.doctor.Finding;
import dev.junicorn.observation.Observation;
import dev.junicorn.supervisor.Adaptation;
import dev.junicorn.supervisor.Supervisor;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Has the size follow the load, where that was left to the server. Confined to the observers'
 * thread, which waits for nobody: advice is looked at when it is there.
 */
final class AutoSizing implements Rounds.FindingsListener {

  private final Supervisor supervisor;
  private final Counsel counsel;
  private final LongSupplier ticker;
  private final AutoSize policy;
  private @Nullable CompletableFuture<Advised> asked;

  /**
   * @param ticker monotonic nanoseconds
   */
  AutoSizing(Supervisor supervisor, Counsel counsel, LongSupplier ticker) {
    this.supervisor = supervisor;
    this.counsel = counsel;
    this.ticker = ticker;
    this.policy = new AutoSize(ticker.getAsLong());
  }

  @Override
  public void examined(Observation seen, List<Finding> findings) {
    if (!supervisor.grows()) {
      return;
    }
    long now = ticker.getAsLong();
    policy.watch(seen, findings, now).ifPresent(this::take);
    CompletableFuture<Advised> advice = asked;
    if (advice != null && advice.isDone()) {
      asked = null;
      if (!advice.isCompletedExceptionally()) {
        policy.heed(advice.join(), now).ifPresent(this::take);
      }
    }
    if (asked == null && policy.asks(now)) {
      asked = counsel.ask().toCompletableFuture();
    }
  }

  private void take(Step step) {
    supervisor.adapt(
        new Adaptation(
            step.from().workers(),
            step.from().threads(),
            step.to().workers(),
            step.to().threads(),
            step.isLast(),
            step.reason()));
  }
}
