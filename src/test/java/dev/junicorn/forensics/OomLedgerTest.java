package dev.junicorn.forensics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.plan.OomKills;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OomLedgerTest {

  private final OomLedger ledger = new OomLedger();

  @Test
  void whatHappenedBeforeTheLastLookExplainsNothing() {
    ledger.look(counter(3));
    ledger.look(counter(5));
    ledger.died(true);
    assertThat(ledger.conclude(counter(5))).contains(change(5, 5, 1));
  }

  @Test
  void whatHappenedSinceTheLastLookDoes() {
    ledger.look(counter(3));
    ledger.died(true);
    assertThat(ledger.conclude(counter(4))).contains(change(3, 4, 1));
  }

  @Test
  void aLookBetweenDeathAndConclusionForgetsNothing() {
    ledger.look(counter(3));
    ledger.died(true);
    ledger.look(counter(4));
    assertThat(ledger.conclude(counter(4))).contains(change(3, 4, 1));
    ledger.look(counter(4));
    ledger.died(true);
    assertThat(ledger.conclude(counter(4))).contains(change(4, 4, 1));
  }

  @Test
  void suspectsAreCountedTogether() {
    ledger.look(counter(0));
    ledger.died(true);
    ledger.died(false);
    ledger.died(true);
    assertThat(ledger.conclude(counter(1))).contains(change(0, 1, 2));
  }

  @Test
  void aCounterThatCannotBeReadSaysNothing() {
    ledger.look(Optional.empty());
    ledger.died(true);
    assertThat(ledger.conclude(counter(1))).isEmpty();
    ledger.look(counter(1));
    ledger.died(true);
    assertThat(ledger.conclude(Optional.empty())).isEmpty();
  }

  private static Optional<OomKills> counter(long count) {
    return Optional.of(new OomKills(count, Path.of("/events")));
  }

  private static OomChange change(long before, long after, int suspects) {
    return new OomChange("/events", before, after, suspects);
  }
}
