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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Who is next. A request's path is the name of its band. */
class WaitQueueTest {

  private static final long MILLISECOND = 1_000_000;
  private static final List<Band> BANDS = List.of(Band.values());

  private final Map<Band, Band> known = new EnumMap<>(Band.class);
  private WaitQueue queue = new WaitQueue(1000, this::expected, this::expected);
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

  @Test
  void briefRequestsPassForATwentiethOfTheTimeOfLongOnes() {
    wait(100, Band.LONG);
    wait(400, Band.BRIEF);
    List<Band> served = rest().stream().map(WaitQueueTest::bandOf).toList();
    assertThat(Collections.frequency(served.subList(0, 220), Band.LONG)).isEqualTo(20);
    assertThat(Collections.frequency(served.subList(220, 330), Band.LONG)).isEqualTo(10);
  }

  @Test
  void nobodyWaitsForALongerOneThatCameLater() {
    List<Ticket> brief = wait(300, Band.BRIEF);
    List<Ticket> medium = wait(20, Band.SHORT);
    List<Ticket> lasting = wait(20, Band.LASTING);
    assertThat(rest()).isEqualTo(Stream.of(brief, medium, lasting).flatMap(List::stream).toList());
  }

  /** Such as brief ones, which are sent ahead to slots that are busy. */
  @Test
  void whoCanBeTakenDoesNotWaitForThoseWhoCannot() {
    List<Ticket> lasting = wait(3, Band.LASTING);
    next();
    List<Ticket> brief = wait(50, Band.BRIEF);
    assertThat(aheadOf(lasting)).isEqualTo(brief);
  }

  /** A slot to which more is always sent ahead would never get free. */
  @Test
  void whoCanBeTakenDoesNotKeepThoseWhoCannotWaitingForEver() {
    List<Ticket> lasting = wait(3, Band.LASTING);
    next();
    wait(900, Band.BRIEF);
    assertThat(aheadOf(lasting)).hasSize(2000 / 20);
    assertThat(aheadOf(lasting)).isEmpty();
    assertThat(aheadOf(lasting.subList(2, 3))).hasSize(1 + 2000 / 20).contains(lasting.get(1));
    assertThat(aheadOf(lasting)).isEmpty();
  }

  /** Of many slots they keep one, in place of none while all are taken by long ones. */
  @Test
  void briefRequestsHaveTheirPartOfWhatLongOnesTookOfAllSlots() {
    List<Ticket> lasting = wait(10, Band.LASTING);
    IntStream.range(0, 5).forEach(i -> next());
    wait(900, Band.BRIEF);
    assertThat(aheadOf(lasting)).hasSize(5 * 2000 / 20);
    assertThat(aheadOf(lasting)).isEmpty();
  }

  /** Of those of which nothing is known it is a guess, and there is always one. */
  @Test
  void whoPassesIsChargedWithItsCost() {
    assertThat(passing(30 * MILLISECOND)).isEqualTo(4);
    assertThat(passing(0)).isEqualTo(2000 / 20 * 100);
  }

  /** How many of this cost may pass a lasting one after another has had its slot. */
  private int passing(long cost) {
    queue = new WaitQueue(20_000, this::expected, ticket -> cost);
    List<Ticket> lasting = wait(2, Band.LASTING);
    next();
    wait(15_000, Band.BRIEF);
    return aheadOf(lasting).size();
  }

  @Test
  void nobodyIsPassedForLongerThanHeTakes() {
    List<Ticket> lasting = wait(101, Band.LASTING);
    IntStream.range(0, 100).forEach(i -> next());
    wait(800, Band.SHORT);
    assertThat(aheadOf(lasting)).hasSize(2000 / 20);
    assertThat(next()).isSameAs(lasting.getLast());
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

  /** Who passes others is briefer than they are, and such get a twentieth of the time. */
  @Property(tries = 200)
  void theOldestIsNextButForBrieferOnes(@ForAll @Size(max = 200) List<Band> bands) {
    queue = new WaitQueue(1000, this::expected, this::expected); // to which nothing is owed
    List<Ticket> waiting = new ArrayList<>(bands.stream().map(this::waits).toList());
    long passing = 0;
    long inOrder = 0;
    for (Ticket served : rest()) {
      List<Ticket> passed = waiting.subList(0, waiting.indexOf(served));
      assertThat(passed).allMatch(each -> bandOf(served).compareTo(bandOf(each)) < 0);
      passing += passed.isEmpty() ? 0 : expected(served);
      inOrder += passed.isEmpty() ? expected(served) : 0;
      waiting.remove(served);
    }
    assertThat(passing).isLessThanOrEqualTo(inOrder / 20 + 200 * MILLISECOND);
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
