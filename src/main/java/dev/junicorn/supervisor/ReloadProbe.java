package dev.junicorn.supervisor;

import dev.junicorn.dispatch.Probe;
import dev.junicorn.exchange.Seconds;
import dev.junicorn.plan.LaunchPlan;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Asks the first worker of a candidate for what {@code --reload-probe} names. Confined to the
 * supervisor's thread.
 */
final class ReloadProbe {

  /** How long it may take where requests may take for ever. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final int SERVER_ERROR = 500;

  private final LaunchPlan plan;
  private final DispatchLoop loop;
  private final SupervisorThread own;

  ReloadProbe(LaunchPlan plan, DispatchLoop loop, SupervisorThread own) {
    this.plan = plan;
    this.loop = loop;
    this.own = own;
  }

  /**
   * Asks, where there is something to ask.
   *
   * @param verdict told why the worker may not serve; empty if it may. Told once more when the time
   *     is over: the first time counts
   */
  void ask(ManagedWorker proof, Consumer<Optional<BootFailure>> verdict) {
    plan.reload()
        .probe()
        .ifPresentOrElse(path -> ask(proof, path, verdict), () -> verdict.accept(Optional.empty()));
  }

  private void ask(ManagedWorker proof, String path, Consumer<Optional<BootFailure>> verdict) {
    Duration request = plan.times().request();
    Duration limit = request.isPositive() ? request : LIMIT;
    String probe = "The probe " + path + " (--reload-probe) ";
    loop.execute(() ->
        Probe.send(
            proof.link(),
            path,
            answer -> own.execute(() -> verdict.accept(objection(probe, answer)))));
    own.after(
        limit,
        () ->
            verdict.accept(
                Optional.of(
                    BootFailure.ofServer(
                        probe + "was not answered within " + Seconds.of(limit) + " s."))));
  }

  private static Optional<BootFailure> objection(String probe, Probe.Answer answer) {
    return switch (answer) {
      case Probe.Answer.Status(int code) when code < SERVER_ERROR -> Optional.empty();
      case Probe.Answer.Status(int code) ->
          Optional.of(BootFailure.ofServer(probe + "was answered with " + code + "."));
      case Probe.Answer.Failed(String message, String traceback) ->
          Optional.of(new BootFailure(true, probe + "failed: " + message, traceback));
    };
  }
}
