package dev.junicorn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The reconciler against a world in which actions take effect some time later, in any order. */
class ReconcilerPropertiesTest {

  private static final int ENOUGH_STEPS = 400;

  @Property(tries = 300)
  void convergesHoweverLongThingsTake(
      @ForAll @IntRange(min = 1, max = 12) int before,
      @ForAll @IntRange(min = 1, max = 12) int wanted,
      @ForAll boolean newGeneration,
      @ForAll long seed) {
    World world = new World(before, seed);
    world.desired = new Desired(wanted, 4, newGeneration ? 2 : 1, 0, true);
    world.run(ENOUGH_STEPS);
    assertThat(Reconciler.settled(world.desired, world.workers)).isTrue();
    assertThat(world.workers).hasSize(wanted);
  }

  @Property(tries = 300)
  void whileWorkersAreReplacedAsManyAsWantedTakeRequestsAndFewMoreLive(
      @ForAll @IntRange(min = 1, max = 12) int wanted,
      @ForAll boolean newGeneration,
      @ForAll long seed) {
    World world = new World(wanted, seed);
    world.desired = new Desired(wanted, 4, newGeneration ? 2 : 1, 0, true);
    for (int step = 0; step < ENOUGH_STEPS; step++) {
      if (step < ENOUGH_STEPS / 2) {
        world.wearOneOut();
      }
      world.step();
      assertThat(world.count(WorkerState.READY)).isGreaterThanOrEqualTo(wanted);
      assertThat(world.workers.size() - world.unboundedDrains())
          .isLessThanOrEqualTo(wanted + world.desired.surge());
      assertThat(world.plannedOnTheirWayOut()).isLessThanOrEqualTo(1);
    }
  }

  @Property(tries = 200)
  void deathsAreMadeUpForAndNeverBeforeThePauseIsOver(
      @ForAll @IntRange(min = 1, max = 8) int wanted, @ForAll long seed) {
    World world = new World(wanted, seed);
    world.desired = new Desired(wanted, 4, 1, 0, true);
    for (int step = 0; step < 40; step++) {
      world.killOne();
      world.step();
    }
    world.run(ENOUGH_STEPS);
    assertThat(Reconciler.settled(world.desired, world.workers)).isTrue();
  }

  /** Workers whose states move on at random. */
  private static final class World {

    private static final Retirement WORN = new Retirement(Retirement.Cause.PLANNED, "worn");
    private static final long STEP = 1_000_000_000;

    private final Random random;
    private final List<WorkerView> workers = new ArrayList<>();
    private Desired desired;
    private RestartBackoff backoff = RestartBackoff.none();
    private int lastId;
    private long now;

    World(int ready, long seed) {
      random = new Random(seed);
      desired = new Desired(ready, 4, 1, 0, true);
      for (int i = 0; i < ready; i++) {
        workers.add(view(++lastId, 1, WorkerState.READY, Optional.empty()));
      }
    }

    void run(int steps) {
      for (int i = 0; i < steps; i++) {
        step();
      }
    }

    void step() {
      now += STEP;
      Reconciler.plan(desired, workers, backoff, now).forEach(this::perform);
      for (WorkerView worker : List.copyOf(workers)) {
        if (random.nextInt(3) == 0) {
          moveOn(worker);
        }
      }
    }

    void wearOneOut() {
      WorkerView worker = workers.get(random.nextInt(workers.size()));
      if (worker.is(WorkerState.READY) && worker.retirement().isEmpty()) {
        replace(worker, WorkerState.READY, Optional.of(WORN));
      }
    }

    void killOne() {
      if (!workers.isEmpty() && random.nextInt(4) == 0) {
        workers.remove(random.nextInt(workers.size()));
        backoff = backoff.afterDeath(now, random.nextDouble(), random.nextBoolean());
      }
    }

    long count(WorkerState state) {
      return workers.stream().filter(worker -> worker.is(state)).count();
    }

    long unboundedDrains() {
      return workers.stream().filter(WorkerView::drainsUnbounded).count();
    }

    long plannedOnTheirWayOut() {
      return workers.stream()
          .filter(worker -> worker.planned() && !worker.state().counts())
          .count();
    }

    private void perform(Action action) {
      switch (action) {
        case Action.Fork(String _) -> {
          boolean others =
              workers.stream().anyMatch(other -> other.is(WorkerState.READY) || other.coming());
          long start = others ? backoff.notBefore() : backoff.onlyOneNotBefore();
          assertThat(backoff.deaths() == 0 || now >= start).isTrue();
          workers.add(view(++lastId, desired.generation(), WorkerState.FORKING, Optional.empty()));
        }
        case Action.Drain(int id, Retirement why) ->
            replace(find(id), WorkerState.DRAINING, Optional.of(why));
        case Action.End(int id, String _) ->
            replace(find(id), WorkerState.ENDING, find(id).retirement());
        case Action.Kill(int id, String _) -> workers.remove(find(id));
        case Action.LookAgain(long _) -> {}
      }
    }

    private void moveOn(WorkerView worker) {
      switch (worker.state()) {
        case FORKING -> replace(worker, WorkerState.BOOTING, worker.retirement());
        case BOOTING -> replace(worker, WorkerState.READY, worker.retirement());
        case DRAINING -> replace(worker, WorkerState.ENDING, worker.retirement());
        case ENDING -> workers.remove(worker);
        default -> {}
      }
    }

    private WorkerView find(int id) {
      return workers.stream().filter(worker -> worker.id() == id).findFirst().orElseThrow();
    }

    private void replace(WorkerView old, WorkerState state, Optional<Retirement> why) {
      workers.set(workers.indexOf(old), view(old.id(), old.generation(), state, why));
    }

    private static WorkerView view(
        int id, int generation, WorkerState state, Optional<Retirement> why) {
      return new WorkerView(id, generation, 4, state, why, OptionalLong.empty());
    }
  }
}
