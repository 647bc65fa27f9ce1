package dev.junicorn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ReconcilerTest {

  private static final long NOW = 1_000_000;
  private static final RestartBackoff CALM = RestartBackoff.none();
  private static final Retirement WORN = new Retirement(Retirement.Cause.PLANNED, "worn");
  private static final Retirement STUCK = new Retirement(Retirement.Cause.URGENT, "stuck");

  @Test
  void startsWhatIsMissing() {
    assertThat(plan(wanted(3), worker(1, WorkerState.READY), worker(2, WorkerState.DRAINING)))
        .containsExactly(new Action.Fork("3 wanted"), new Action.Fork("3 wanted"));
  }

  @Test
  void leavesWellAlone() {
    assertThat(plan(wanted(2), worker(1, WorkerState.BOOTING), worker(2, WorkerState.FORKING)))
        .isEmpty();
    assertThat(plan(wanted(1), worker(1, WorkerState.READY))).isEmpty();
  }

  @Test
  void forksNothingWhereThereIsNothingToForkFrom() {
    Desired orphaned = new Desired(2, 4, 1, 0, false);
    assertThat(plan(orphaned, worker(1, WorkerState.READY))).isEmpty();
  }

  @Test
  void doesNotJudgeTheWorkerOfACandidate() {
    Desired proving = new Desired(1, 4, 1, 2, true);
    WorkerView proof = new WorkerView(2, 2, 4, WorkerState.BOOTING, none(), never());
    assertThat(plan(proving, worker(1, WorkerState.READY), proof)).isEmpty();
  }

  @Test
  void replacesTheWorkersOfAnOldGenerationOneAfterTheOther() {
    Desired second = new Desired(3, 4, 2, 0, true);
    WorkerView proof = ready(4, 2, none());
    assertThat(plan(second, ready(1, 1, none()), ready(2, 1, none()), ready(3, 1, none()), proof))
        .containsExactly(
            new Action.Drain(
                1, new Retirement(Retirement.Cause.OUTDATED, "generation 2 serves now")));
    assertThat(plan(second, ready(2, 1, none()), ready(3, 1, none()), proof))
        .containsExactly(new Action.Fork("takes the place of worker 2: generation 2 serves now"));
  }

  @Test
  void aReplacementIsReadyBeforeAWornWorkerIsDrained() {
    assertThat(plan(wanted(2), ready(1, 1, some(WORN)), worker(2, WorkerState.READY)))
        .containsExactly(new Action.Fork("takes the place of worker 1: worn"));
    assertThat(
            plan(
                wanted(2),
                ready(1, 1, some(WORN)),
                worker(2, WorkerState.READY),
                worker(3, WorkerState.BOOTING)))
        .isEmpty();
    assertThat(
            plan(
                wanted(2),
                ready(1, 1, some(WORN)),
                worker(2, WorkerState.READY),
                worker(3, WorkerState.READY)))
        .containsExactly(new Action.Drain(1, WORN));
  }

  @Test
  void recyclesOneAtATime() {
    WorkerView draining = new WorkerView(1, 1, 4, WorkerState.DRAINING, some(WORN), never());
    assertThat(
            plan(
                wanted(8),
                draining,
                ready(2, 1, some(WORN)),
                ready(3, 1, some(WORN)),
                ready(4, 1, none()),
                ready(5, 1, none()),
                ready(6, 1, none()),
                ready(7, 1, none()),
                ready(8, 1, none()),
                ready(9, 1, none())))
        .isEmpty();
  }

  @Test
  void aStuckWorkerIsReplacedBesideAnyOtherReplacement() {
    WorkerView draining = new WorkerView(1, 1, 4, WorkerState.DRAINING, some(WORN), never());
    assertThat(plan(wanted(1), draining, ready(2, 1, some(STUCK))))
        .containsExactly(new Action.Fork("takes the place of worker 2: stuck"));
  }

  @Test
  void whatDrainsWithoutABoundDoesNotHoldUpAReload() {
    WorkerView slow = new WorkerView(1, 1, 4, WorkerState.DRAINING, some(WORN), never());
    Desired second = new Desired(2, 4, 2, 0, true);
    assertThat(plan(second, slow, ready(2, 1, none()), ready(3, 2, none())))
        .containsExactly(new Action.Fork("takes the place of worker 2: generation 2 serves now"));
  }

  @Test
  void dropsWhoIsNotReadyFirstAndThenTheOldest() {
    assertThat(
            plan(
                wanted(1),
                worker(1, WorkerState.READY),
                worker(2, WorkerState.READY),
                worker(3, WorkerState.BOOTING)))
        .containsExactly(
            new Action.Kill(3, "1 wanted"),
            new Action.Drain(1, new Retirement(Retirement.Cause.SURPLUS, "1 wanted")));
  }

  @Test
  void workersWithAnotherNumberOfThreadsAreReplaced() {
    Desired eight = new Desired(1, 8, 1, 0, true);
    assertThat(plan(eight, worker(1, WorkerState.READY)))
        .containsExactly(new Action.Fork("takes the place of worker 1: 8 threads are wanted"));
  }

  @Test
  void whoeverHasTheWrongNumberOfThreadsMayFinish() {
    WorkerView eightThreads = new WorkerView(3, 1, 8, WorkerState.READY, none(), never());
    for (int workers : List.of(1, 2)) {
      Desired eight = new Desired(workers, 8, 1, 0, true);
      List<Action> actions =
          plan(eight, worker(1, WorkerState.READY), worker(2, WorkerState.READY), eightThreads);
      assertThat(actions).isNotEmpty();
      assertThat(actions)
          .allSatisfy(action ->
              assertThat(action)
                  .isInstanceOfSatisfying(
                      Action.Drain.class,
                      drain -> assertThat(drain.why().cause().bounded()).isFalse()));
    }
  }

  @Test
  void endsWhoDrainsForTooLongAndKillsWhoDoesNotEnd() {
    WorkerView drains =
        new WorkerView(1, 1, 4, WorkerState.DRAINING, some(STUCK), OptionalLong.of(NOW));
    WorkerView ends = new WorkerView(2, 1, 4, WorkerState.ENDING, none(), OptionalLong.of(NOW));
    WorkerView may = new WorkerView(3, 1, 4, WorkerState.ENDING, none(), OptionalLong.of(NOW + 5));
    assertThat(plan(wanted(1), drains, ends, may, worker(4, WorkerState.READY)))
        .containsExactly(
            new Action.End(1, "its requests did not finish in time (--graceful-timeout)"),
            new Action.Kill(2, "it did not end in time"),
            new Action.LookAgain(NOW + 5));
  }

  @Test
  void waitsAfterDeathsAndSaysWhyItForks() {
    RestartBackoff once = CALM.afterDeath(NOW, 0, false);
    assertThat(Reconciler.plan(wanted(1), List.of(), once, NOW))
        .containsExactly(new Action.Fork("replaces one that died"));
    RestartBackoff twice = once.afterDeath(NOW, 0, false);
    assertThat(Reconciler.plan(wanted(1), List.of(), twice, NOW))
        .containsExactly(new Action.LookAgain(twice.notBefore()));
    assertThat(Reconciler.plan(wanted(1), List.of(), twice, twice.notBefore()))
        .containsExactly(new Action.Fork("replaces one that died; 2 deaths of late"));
  }

  @Test
  void whereNobodyServesAnyMoreOneComesAfterASecondHoweverManyDied() {
    RestartBackoff often = CALM;
    for (int i = 0; i < 7; i++) {
      often = often.afterDeath(NOW, 0, true);
    }
    long second = NOW + Duration.ofSeconds(1).toNanos();
    assertThat(Reconciler.plan(wanted(2), List.of(), often, NOW))
        .containsExactly(new Action.LookAgain(second));
    assertThat(Reconciler.plan(wanted(2), List.of(), often, second))
        .containsExactlyInAnyOrder(
            new Action.Fork("replaces one that died; 7 deaths of late"),
            new Action.LookAgain(often.notBefore()));
    for (WorkerState there : List.of(WorkerState.BOOTING, WorkerState.READY)) {
      assertThat(Reconciler.plan(wanted(2), List.of(worker(1, there)), often, second))
          .containsExactly(new Action.LookAgain(often.notBefore()));
    }
    RestartBackoff broken = often.afterDeath(NOW, 0, false);
    assertThat(Reconciler.plan(wanted(2), List.of(), broken, second))
        .as("the last one could not even boot")
        .containsExactly(new Action.LookAgain(broken.notBefore()));
  }

  @Test
  void isSettledWhenExactlyTheWantedOnesTakeRequests() {
    assertThat(Reconciler.settled(wanted(1), List.of(worker(1, WorkerState.READY)))).isTrue();
    assertThat(Reconciler.settled(wanted(2), List.of(worker(1, WorkerState.READY)))).isFalse();
    assertThat(Reconciler.settled(wanted(1), List.of(worker(1, WorkerState.BOOTING)))).isFalse();
    Desired second = new Desired(1, 4, 2, 0, true);
    assertThat(Reconciler.settled(second, List.of(ready(1, 1, none())))).isFalse();
    assertThat(
            Reconciler.settled(
                second, List.of(ready(2, 2, none()), worker(1, WorkerState.DRAINING))))
        .isTrue();
  }

  private static List<Action> plan(Desired desired, WorkerView... workers) {
    return Reconciler.plan(desired, List.of(workers), CALM, NOW);
  }

  private static Desired wanted(int workers) {
    return new Desired(workers, 4, 1, 0, true);
  }

  private static WorkerView worker(int id, WorkerState state) {
    return new WorkerView(id, 1, 4, state, none(), never());
  }

  private static WorkerView ready(int id, int generation, Optional<Retirement> why) {
    return new WorkerView(id, generation, 4, WorkerState.READY, why, never());
  }

  private static Optional<Retirement> none() {
    return Optional.empty();
  }

  private static Optional<Retirement> some(Retirement why) {
    return Optional.of(why);
  }

  private static OptionalLong never() {
    return OptionalLong.empty();
  }
}
