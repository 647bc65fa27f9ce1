package dev.junicorn.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.junicorn.testing.FakeExchange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Whose turn it is. A request's path is the name of its band. */
class WaitQueueTest {

  private static final long MILLISECOND = 1_000_000;
  private static final List<Band> BANDS = List.of(Band.values());

  private final Map<Band, Band> known = new EnumMap<>(Band.class);
  private final WaitQueue queue = new WaitQueue(1000, this::expected, this::expected);
  private int lastId;

  private long expected(Ticket ticket) {
    Band band = bandOf(ticket);
    return switch (known.getOrDefault(band, band)) {
      case BRIEF -> MILLISECOND;
      case SHORT -> 20 * MILLISECOND;
      case LONG -> 200 * MILLISECOND;
      case LASTING -> 2000 * MILLISECOND;
    };
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
    return take(ticket -> true).getFirst();
  }

  /** The first, if anybody waits, that this takes. */
  private List<Ticket> take(Predicate<Ticket> taker) {
    List<Ticket> taken = new ArrayList<>();
    queue.serve(ticket -> taken.isEmpty() && taker.test(ticket) && taken.add(ticket));
    return taken;
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
    assertThat(take(ticket -> true)).isEmpty();
  }

  @Test
  void aBriefRequestWaitsForOneOfEachOther() {
    List<Ticket> lasting = wait(100, Band.LASTING);
    Ticket brief = waits(Band.BRIEF);
    assertThat(Stream.of(next(), next())).contains(brief);
    assertThat(rest()).hasSize(99).isSubsetOf(lasting);
  }

  /** They take a twentieth of its time from it. */
  @Test
  void manyBriefRequestsDoNotKeepALongOneWaiting() {
    wait(1000 - 1, Band.BRIEF);
    Ticket lasting = waits(Band.LASTING);
    assertThat(rest().indexOf(lasting)).isBetween(1, 2000 / 20);
  }

  @Test
  void briefRequestsGetATwentiethOfTheTimeOfLongOnes() {
    wait(400, Band.BRIEF);
    wait(100, Band.LONG);
    List<Band> served = rest().stream().map(WaitQueueTest::bandOf).toList();
    assertThat(Collections.frequency(served.subList(0, 220), Band.LONG)).isEqualTo(20);
    assertThat(Collections.frequency(served.subList(220, 330), Band.LONG)).isEqualTo(10);
  }

  /** Such as brief ones, which are sent ahead to slots that are busy. */
  @Test
  void whoCanBeTakenDoesNotWaitForThoseWhoCannot() {
    List<Ticket> lasting = wait(3, Band.LASTING);
    List<Ticket> brief = wait(50, Band.BRIEF);
    assertThat(aheadOf(lasting)).isEqualTo(brief);
    wait(50, Band.BRIEF);
    assertThat(next()).as("has kept its turn").isSameAs(lasting.getFirst());
  }

  /** A slot to which more is always sent ahead would never get free. */
  @Test
  void whoCanBeTakenDoesNotKeepThoseWhoCannotWaitingForEver() {
    List<Ticket> lasting = wait(3, Band.LASTING);
    wait(900, Band.BRIEF);
    assertThat(aheadOf(lasting)).hasSizeBetween(2000 / 20, 2 * 2000 / 20);
    assertThat(aheadOf(lasting)).isEmpty();
    assertThat(next()).isSameAs(lasting.getFirst());
    assertThat(aheadOf(lasting)).isNotEmpty();
  }

  /** They take free slots, while brief ones wait for those that are awake already. */
  @Test
  void longRequestsDoNotWaitForBriefOnesThatCannotBeTaken() {
    List<Ticket> brief = wait(3, Band.BRIEF);
    List<Ticket> lasting = wait(50, Band.LASTING);
    assertThat(aheadOf(brief)).isEqualTo(lasting);
    assertThat(next()).isSameAs(brief.getFirst());
  }

  /** What is taken while these are not. */
  private List<Ticket> aheadOf(List<Ticket> stuck) {
    List<Ticket> taken = new ArrayList<>();
    queue.serve(ticket -> !stuck.contains(ticket) && taken.add(ticket));
    return taken;
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

  /** It waits for a slot that gets free, and none does while more is always sent ahead. */
  @Test
  void whatIsPutBackDoesNotWaitForEverForThoseWhoCanBeTaken() {
    List<Ticket> back = List.of(waits(Band.LONG));
    queue.putBack(next());
    wait(900, Band.BRIEF);
    assertThat(aheadOf(back)).hasSizeBetween(1, 200 / 20);
    wait(3, Band.SHORT);
    assertThat(aheadOf(back)).isEmpty();
    assertThat(next()).isSameAs(back.getFirst());
    assertThat(aheadOf(List.of())).hasSize(900 - 10 + 3);
  }

  @Test
  void longerOnesThanWhatIsPutBackMayTakeFreeSlotsMeanwhile() {
    List<Ticket> back = List.of(waits(Band.BRIEF));
    queue.putBack(next());
    wait(5, Band.BRIEF);
    List<Ticket> lasting = wait(5, Band.LASTING);
    assertThat(aheadOf(back)).containsAll(lasting);
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
    WaitQueue small = new WaitQueue(2, this::expected, this::expected);
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

  /** Between two of one band nobody else takes more than one, or a twentieth of the longest. */
  @Property(tries = 200)
  void theBandsTakeTurns(@ForAll @Size(max = 200) List<Band> bands) {
    bands.forEach(this::waits);
    List<Ticket> served = rest();
    for (Band band : BANDS) {
      int[] turns =
          IntStream.range(0, served.size()).filter(at -> bandOf(served.get(at)) == band).toArray();
      for (int turn = 1; turn < turns.length; turn++) {
        served.subList(turns[turn - 1] + 1, turns[turn]).stream()
            .collect(Collectors.groupingBy(WaitQueueTest::bandOf))
            .values()
            .forEach(this::requireOneTurn);
      }
    }
  }

  private void requireOneTurn(List<Ticket> served) {
    long time = served.stream().mapToLong(this::expected).sum();
    assertThat(served.size() == 1 || time <= 2000 * MILLISECOND / 20).isTrue();
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
          if (!waiting.isEmpty()) {
            Ticket ticket = next();
            queue.putBack(ticket);
            assertThat(next()).isSameAs(ticket);
            queue.putBack(ticket);
          }
        }
        default -> {
          List<Ticket> taken = take(ticket -> bandOf(ticket) != band);
          assertThat(taken).allMatch(waiting::remove);
        }
      }
      assertThat(queue.size()).isEqualTo(waiting.size());
    }
    known.clear();
    assertThat(rest()).containsExactlyInAnyOrderElementsOf(waiting);
  }
}
