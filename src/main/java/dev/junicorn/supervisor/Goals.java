package dev.junicorn.supervisor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What somebody waits for: each goal ends once, reached or given up. Confined to the supervisor's
 * thread.
 */
final class Goals {

  /**
   * @param isReached looked at after every change
   * @param reached what to do then
   * @param givenUp what to do where a worker that it needs did not boot, or the server stops
   */
  private record Goal(BooleanSupplier isReached, Runnable reached, Consumer<BootFailure> givenUp) {}

  private final List<Goal> goals = new ArrayList<>();

  void add(BooleanSupplier isReached, Runnable reached, Consumer<BootFailure> givenUp) {
    goals.add(new Goal(isReached, reached, givenUp));
  }

  /** Ends the goals that are reached. */
  void check() {
    List<Goal> done = goals.stream().filter(goal -> goal.isReached().getAsBoolean()).toList();
    goals.removeAll(done);
    done.forEach(goal -> goal.reached().run());
  }

  /** Ends all goals: what they wait for will not come, or not soon. */
  void giveUp(BootFailure why) {
    List<Goal> all = List.copyOf(goals);
    goals.clear();
    all.forEach(goal -> goal.givenUp().accept(why));
  }
}
