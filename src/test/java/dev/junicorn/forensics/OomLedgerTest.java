package dev.junicorn.forensics;

import static dev.junicorn.forensics.Samples.KILLED;
import static dev.junicorn.forensics.Samples.end;
import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.plan.OomKills;
import dev.junicorn.worker.ExitStatus;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OomLedgerTest {

  private final OomLedger ledger = new OomLedger();

  @Test
  void whatHappenedBeforeTheLookBeforeTheLastExplainsNothing() {
    ledger.look(counter(3));
    ledger.look(counter(5));
    ledger.look(counter(5));
    ledger.died(end(KILLED, false));
    assertThat(ledger.conclude(counter(5))).contains(change(5, 5, 1));
  }

  @Test
  void whatHappenedSinceTheLastLookDoes() {
    ledger.look(counter(3));
    ledger.died(end(KILLED, false));
    assertThat(ledger.conclude(counter(4))).contains(change(3, 4, 1));
  }

  @Test
  void aLookBetweenDeathAndConclusionForgetsNothing() {
    ledger.look(counter(3));
    ledger.died(end(KILLED, false));
    ledger.look(counter(4));
    assertThat(ledger.conclude(counter(4))).contains(change(3, 4, 1));
    ledger.look(counter(4));
    ledger.died(end(KILLED, false));
    assertThat(ledger.conclude(counter(4))).contains(change(4, 4, 1));
  }

  /** The counter rises when the process is ended, and its parent hears of it later. */
  @Test
  void aLookBetweenTheKillAndTheNewsOfItIsNoExcuse() {
    ledger.look(counter(3));
    ledger.look(counter(4));
    ledger.died(end(KILLED, false));
    assertThat(ledger.conclude(counter(4))).contains(change(3, 4, 1));
  }

  @Test
  void oneKillExplainsOneDeath() {
    ledger.look(counter(3));
    ledger.died(end(KILLED, false));
    assertThat(ledger.conclude(counter(4))).contains(change(3, 4, 1));
    ledger.died(end(KILLED, false));
    assertThat(ledger.conclude(counter(4))).contains(change(4, 4, 1));
  }

  @Test
  void aKillExplainsTheDeathThatIsHeardOfLast() {
    ledger.look(counter(3));
    ledger.died(end(KILLED, false));
    assertThat(ledger.conclude(counter(5))).contains(change(3, 5, 1));
    ledger.died(end(KILLED, false));
    assertThat(ledger.conclude(counter(5))).contains(change(4, 5, 1));
  }

  @Test
  void suspectsAreCountedTogether() {
    ledger.look(counter(0));
    ledger.died(end(KILLED, false));
    ledger.died(end(new ExitStatus.Exited(7), false));
    ledger.died(end(KILLED, false));
    assertThat(ledger.conclude(counter(1))).contains(change(0, 1, 2));
  }

  @Test
  void theSpawnerOfOrphansIsASuspectAsWell() {
    ledger.look(counter(0));
    ledger.died(end(new ExitStatus.Unknown(), false));
    ledger.died(end(new ExitStatus.Unknown(), false));
    ledger.died(end(new ExitStatus.Unknown(), true));
    assertThat(ledger.conclude(counter(2))).contains(change(0, 2, 3));
  }

  @Test
  void aCounterThatCannotBeReadSaysNothing() {
    ledger.look(Optional.empty());
    ledger.died(end(KILLED, false));
    assertThat(ledger.conclude(counter(1))).isEmpty();
    ledger.look(counter(1));
    ledger.died(end(KILLED, false));
    assertThat(ledger.conclude(Optional.empty())).isEmpty();
  }

  private static Optional<OomKills> counter(long count) {
    return Optional.of(new OomKills(count, Path.of("/events")));
  }

  private static OomChange change(long before, long after, int suspects) {
    return new OomChange("/events", before, after, suspects);
  }
}
