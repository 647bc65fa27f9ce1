package dev.junicorn.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.junicorn.testing.FakeExchange;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Whose turn it is. A request's path is the name of its band. */
class WaitQueueTest {

  private static final List<Band> BANDS = List.of(Band.values());

  private final Map<Band, Band> known = new EnumMap<>(Band.class);
  private final WaitQueue queue = new WaitQueue(1000, this::expected);
  private int lastId;

  private Band expected(Ticket ticket) {
    Band band = bandOf(ticket);
    return known.getOrDefault(band, band);
  }

  private static Band bandOf(Ticket ticket) {
    return Band.valueOf(ticket.exchange().head().path());
  }

  private Ticket ticket(Band band) {
    lastId++;
    return new Ticket(lastId, new FakeExchange(band.name()), lastId);
  }

  private Ticket waits(Band band) {
    Ticket ticket = ticket(band);
    assertThat(queue.offer(ticket)).isTrue();
    return ticket;
  }

  private List<Ticket> wait(int count, Band band) {
    return IntStream.range(0, count).mapToObj(i -> waits(band)).toList();
  }

  private Ticket next() {
    return Objects.requireNonNull(queue.next());
  }

  private List<Ticket> rest() {
    List<Ticket> rest = new ArrayList<>();
    while (!queue.isEmpty()) {
      rest.add(next());
    }
    return rest;
  }

  @Test
  void theOldestComesFirst() {
    List<Ticket> waiting = wait(5, Band.SHORT);
    assertThat(rest()).isEqualTo(waiting);
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.next()).isNull();
  }

  @Test
  void aBriefRequestWaitsForOneOfEachOther() {
    List<Ticket> lasting = wait(100, Band.LASTING);
    Ticket brief = waits(Band.BRIEF);
    assertThat(Stream.of(next(), next())).contains(brief);
    assertThat(rest()).hasSize(99).isSubsetOf(lasting);
  }

  @Test
  void manyBriefRequestsDoNotKeepALongOneWaiting() {
    wait(100, Band.BRIEF);
    Ticket lasting = waits(Band.LASTING);
    assertThat(rest().indexOf(lasting)).isLessThan(BANDS.size());
  }

  @Test
  void whatIsPutBackIsNext() {
    wait(3, Band.BRIEF);
    Ticket first = next();
    Ticket second = next();
    queue.putBack(second);
    queue.putBack(first);
    assertThat(rest()).startsWith(first, second).hasSize(3);
  }

  /** Nobody knows how long the first ones of their kind will take. */
  @Test
  void whoTurnsOutToBeSlowLetsOthersPass() {
    known.put(Band.LASTING, Band.BRIEF);
    List<Ticket> lasting = wait(50, Band.LASTING);
    Ticket brief = waits(Band.BRIEF);
    assertThat(next()).isSameAs(lasting.getFirst());
    known.clear();
    assertThat(Stream.of(next(), next())).contains(brief);
    assertThat(rest()).isEqualTo(lasting.subList(2, 50));
  }

  @Test
  void whoTurnsOutToBeQuickStays() {
    known.put(Band.BRIEF, Band.LASTING);
    List<Ticket> brief = wait(3, Band.BRIEF);
    known.clear();
    assertThat(rest()).isEqualTo(brief);
  }

  @Test
  void isFullAtItsLimit() {
    WaitQueue small = new WaitQueue(2, this::expected);
    assertThat(small.offer(ticket(Band.BRIEF))).isTrue();
    assertThat(small.offer(ticket(Band.LASTING))).isTrue();
    Ticket third = ticket(Band.SHORT);
    assertThat(small.offer(third)).isFalse();
    small.putBack(third);
    assertThat(small.size()).isEqualTo(3);
  }

  @Test
  void knowsWhoHasWaitedLongest() {
    assertThat(queue.oldestSince(77)).isEqualTo(77);
    Ticket first = waits(Band.LASTING);
    Ticket second = waits(Band.BRIEF);
    Ticket third = waits(Band.LONG);
    assertThat(queue.oldestSince(77)).isEqualTo(first.waitingSince());
    assertThat(queue.since(second.waitingSince())).containsExactlyInAnyOrder(first, second);
    queue.remove(first);
    queue.remove(second);
    queue.putBack(second);
    assertThat(queue.oldestSince(77)).isEqualTo(second.waitingSince());
    queue.remove(second);
    assertThat(queue.oldestSince(77)).isEqualTo(third.waitingSince());
  }

  @Test
  void whoDoesNotWaitCannotBeTakenOut() {
    Ticket gone = waits(Band.BRIEF);
    queue.remove(gone);
    assertThatThrownBy(() -> queue.remove(gone)).isInstanceOf(IllegalStateException.class);
  }

  /** While they all wait, nobody gets two turns between two of somebody else's. */
  @Property(tries = 200)
  void theBandsTakeTurns(@ForAll @Size(max = 60) List<Band> bands) {
    bands.forEach(this::waits);
    List<Band> served = rest().stream().map(WaitQueueTest::bandOf).toList();
    for (Band band : BANDS) {
      List<Integer> turns =
          IntStream.range(0, served.size()).filter(at -> served.get(at) == band).boxed().toList();
      for (int turn = 1; turn < turns.size(); turn++) {
        assertThat(served.subList(turns.get(turn - 1), turns.get(turn))).doesNotHaveDuplicates();
      }
    }
  }

  /** Whatever comes, leaves, is put back and changes its pace: everybody gets out once. */
  @Property(tries = 500)
  void everybodysTurnComes(@ForAll @Size(max = 300) List<@IntRange(max = 999) Integer> steps) {
    List<Ticket> waiting = new ArrayList<>();
    for (int step : steps) {
      Band band = BANDS.get(step / 10 % 4);
      switch (step % 10) {
        case 0, 1, 2, 3, 4 -> waiting.add(waits(band));
        case 5 -> {
          if (!waiting.isEmpty()) {
            queue.remove(waiting.remove(step % waiting.size()));
          }
        }
        case 6 -> known.put(band, BANDS.get(step / 100 % 4));
        case 7 -> {
          Ticket ticket = queue.next();
          if (ticket != null) {
            queue.putBack(ticket);
            assertThat(queue.next()).isSameAs(ticket);
            queue.putBack(ticket);
          }
        }
        default -> {
          Ticket ticket = queue.next();
          assertThat(ticket == null).isEqualTo(waiting.isEmpty());
          waiting.remove(ticket);
        }
      }
      assertThat(queue.size()).isEqualTo(waiting.size());
    }
    known.clear();
    assertThat(rest()).containsExactlyInAnyOrderElementsOf(waiting);
  }
}
