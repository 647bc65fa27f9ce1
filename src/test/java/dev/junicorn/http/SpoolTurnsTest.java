package dev.junicorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Which of several large answers goes to its file next. */
class SpoolTurnsTest {

  private static final long LARGE = 64L << 20;

  private final EmbeddedChannel loop = frozen();
  private final SpoolTurns turns = new SpoolTurns();
  private final List<String> woken = new ArrayList<>();

  private static EmbeddedChannel frozen() {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.freezeTime();
    return channel;
  }

  private SpoolTurns.Place place(String name) {
    return turns.enter(loop.eventLoop(), () -> woken.add(name));
  }

  private void pass(long milliseconds) {
    loop.advanceTimeBy(milliseconds, TimeUnit.MILLISECONDS);
    loop.runScheduledPendingTasks();
    loop.runPendingTasks();
  }

  @Test
  void oneThatIsAloneAlwaysGoesOn() {
    SpoolTurns.Place only = place("only");
    assertThat(only.mayGoOn(LARGE)).isTrue();
    only.writes();
    assertThat(only.mayGoOn(LARGE)).isTrue();
  }

  @Test
  void theOlderOfTwoEqualOnesGoesFirstAndTheOtherAsSoonAsItIsThrough() {
    SpoolTurns.Place older = place("older");
    SpoolTurns.Place younger = place("younger");
    assertThat(older.mayGoOn(LARGE)).isTrue();
    older.writes();
    assertThat(younger.mayGoOn(LARGE)).isFalse();
    assertThat(older.mayGoOn(0)).isTrue();
    older.hasWritten();
    assertThat(woken).as("from within a call").isEmpty();
    loop.runPendingTasks();
    assertThat(woken).containsExactly("younger");
    assertThat(younger.mayGoOn(LARGE)).isTrue();
  }

  @Test
  void theOneWithTheLeastLeftNeedNotWaitForLargerOnes() {
    SpoolTurns.Place oldest = place("oldest");
    SpoolTurns.Place second = place("second");
    SpoolTurns.Place small = place("small");
    SpoolTurns.Place unknown = place("unknown");
    oldest.mayGoOn(LARGE);
    oldest.writes();
    second.writes();
    assertThat(second.mayGoOn(LARGE)).isFalse();
    assertThat(small.mayGoOn(LARGE - 1)).isTrue();
    small.writes();
    assertThat(unknown.mayGoOn(SpoolTurns.UNKNOWN)).isFalse();
    assertThat(oldest.mayGoOn(LARGE)).as("also beside a smaller one").isTrue();
  }

  @Test
  void oneWhoseAppIsSlowHoldsNobodyUpForLong() {
    SpoolTurns.Place slow = place("slow");
    SpoolTurns.Place waiting = place("waiting");
    SpoolTurns.Place third = place("third");
    slow.mayGoOn(LARGE);
    slow.writes();
    waiting.mayGoOn(LARGE);
    third.mayGoOn(LARGE);
    slow.hasWritten();
    pass(Bounds.SPOOL_PAUSE.toMillis() - 1);
    assertThat(woken).isEmpty();
    pass(1);
    assertThat(woken).containsExactly("waiting", "third");
  }

  @Test
  void aPauseThatIsOverBeforeTheOthersHearOfItIsNone() {
    SpoolTurns.Place first = place("first");
    SpoolTurns.Place waiting = place("waiting");
    first.mayGoOn(LARGE);
    first.writes();
    waiting.mayGoOn(LARGE);
    for (int i = 0; i < 3; i++) {
      first.hasWritten();
      first.writes();
      pass(Bounds.SPOOL_PAUSE.toMillis());
    }
    assertThat(woken).isEmpty();
    first.leave();
    pass(0);
    assertThat(woken).containsExactly("waiting");
  }

  @Test
  void whoHasLeftIsNotWoken() {
    SpoolTurns.Place first = place("first");
    SpoolTurns.Place gone = place("gone");
    first.writes();
    gone.mayGoOn(LARGE);
    gone.leave();
    first.leave();
    pass(Bounds.SPOOL_PAUSE.toMillis());
    assertThat(woken).isEmpty();
  }

  /** Whatever happens, two at most go on past others, the oldest does, and nobody is forgotten. */
  @Property(tries = 500)
  void nobodyIsForgotten(@ForAll @Size(max = 60) List<@IntRange(max = 999) Integer> steps) {
    EmbeddedChannel embedded = frozen();
    SpoolTurns some = new SpoolTurns();
    List<Boolean> waits = new ArrayList<>(List.of(false, false, false, false));
    List<SpoolTurns.Place> places = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int number = i;
      places.add(some.enter(embedded.eventLoop(), () -> waits.set(number, false)));
    }
    for (int step : steps) {
      int number = step % 4;
      SpoolTurns.Place place = places.get(number);
      switch (step / 4 % 4) {
        case 0 -> place.writes();
        case 1 -> place.hasWritten();
        case 2 -> waits.set(number, !place.mayGoOn(step / 16));
        default -> embedded.advanceTimeBy(1, TimeUnit.MILLISECONDS);
      }
      embedded.runScheduledPendingTasks();
      embedded.runPendingTasks();
    }
    places.forEach(SpoolTurns.Place::writes);
    List<Boolean> may = places.stream().map(place -> place.mayGoOn(1)).toList();
    assertThat(may.getFirst()).isTrue();
    assertThat(may).filteredOn(go -> go).hasSizeBetween(1, 2);
    for (int i = 0; i < 4; i++) {
      waits.set(i, waits.get(i) || !may.get(i));
    }
    places.forEach(SpoolTurns.Place::hasWritten);
    embedded.advanceTimeBy(Bounds.SPOOL_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    embedded.runScheduledPendingTasks();
    assertThat(waits).containsOnly(false);
    embedded.close();
  }
}
