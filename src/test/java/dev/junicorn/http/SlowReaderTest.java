package dev.junicorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.event.ServerEvent;
import dev.junicorn.exchange.Exchange;
import dev.junicorn.exchange.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that takes its answer slowly, but not too slowly, gets all of it, whatever follows. */
class SlowReaderTest {

  private static final int SIZE = 200_000;
  private static final String BODY = "x".repeat(SIZE);
  private static final String WHOLE = "\r\n\r\n" + BODY;
  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String POST = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\na";
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final HttpSettings WITHOUT_DISK =
      HttpSettings.defaults(Path.of("/nonexistent/junicorn"));

  private static Harness slow() {
    Harness harness =
        new Harness(
            Harness.settings(100),
            exchange -> exchange.answer(Harness.OK, Unpooled.copiedBuffer(Wire.bytes(BODY))));
    harness.channel.stopTaking();
    return harness;
  }

  @Test
  void theIdleClockStartsBehindTheAnswer() {
    try (Harness harness = slow().send(GET)) {
      for (int second = 0; second < 110; second++) {
        harness.take(1900).pass(SECOND);
      }
      assertThat(harness.sent()).endsWith(BODY);
      harness.pass(Duration.ofSeconds(70));
      assertThat(harness.channel.isOpen()).isTrue();
      harness.pass(Duration.ofSeconds(6));
      assertThat(harness.channel.isOpen()).isFalse();
    }
  }

  @Test
  void aClientWhoseSystemTakesInStridesIsNotTooSlow() {
    try (Harness harness = slow().send(GET).take(70_000)) {
      for (int stride = 0; stride < 3; stride++) {
        harness.pass(Duration.ofMinutes(4)).take(60_000);
      }
      assertThat(harness.sent()).endsWith(BODY);
    }
  }

  @Test
  void theTimeItTakesIsPartOfTheDuration() {
    try (Harness harness = slow().send(GET)) {
      for (int second = 0; second < 110; second++) {
        harness.take(1900).pass(SECOND);
      }
      assertThat(harness.events)
          .filteredOn(ServerEvent.RequestServed.class::isInstance)
          .singleElement()
          .isInstanceOfSatisfying(
              ServerEvent.RequestServed.class,
              served -> {
                assertThat(served.elapsed().toNanos()).isEqualTo(served.split().total());
                assertThat(served.elapsed()).isGreaterThan(Duration.ofSeconds(100));
              });
    }
  }

  @Test
  void aClientThatTakesNothingIsCutAndNamed() {
    try (Harness harness = slow().send(GET).pass(Duration.ofSeconds(30))) {
      assertThat(harness.channel.isOpen()).isTrue();
      harness.pass(Duration.ofSeconds(3));
      assertThat(harness.channel.isOpen()).isFalse();
      assertThat(harness.events).contains(new ServerEvent.ClientLeft("GET", "/", "being answered"));
    }
  }

  /** It would hold slots for all others: what it took before does not count then. */
  @Test
  void aClientThatTakesNothingIsCutSoonWhereAppsWaitForItsRoom() {
    try (Harness harness = spooled().take(100_000)) {
      harness.pass(Duration.ofMinutes(2));
      assertThat(harness.channel.isOpen()).isTrue();
      harness.answerSpools.take(Bounds.ANSWER_SPOOLS);
      harness.pass(SECOND);
      assertThat(harness.channel.isOpen()).isFalse();
      assertThat(harness.answerSpools.used()).isEqualTo(Bounds.ANSWER_SPOOLS);
    }
  }

  @Test
  void aClientThatPausesIsNotCutAtOnceWhereAppsWaitForItsRoom() {
    try (Harness harness = spooled()) {
      harness.answerSpools.take(Bounds.ANSWER_SPOOLS);
      harness.pass(Duration.ofSeconds(3));
      assertThat(harness.channel.isOpen()).isTrue();
      harness.pass(SECOND);
      assertThat(harness.channel.isOpen()).isFalse();
    }
  }

  @Test
  void aClientThatTakesItsAnswerIsNotCutWhereAppsWaitForItsRoom() {
    try (Harness harness = spooled()) {
      harness.answerSpools.take(Bounds.ANSWER_SPOOLS);
      for (int second = 0; second < 100; second++) {
        harness.take(300).pass(SECOND);
      }
      assertThat(harness.channel.isOpen()).isTrue();
    }
  }

  @Test
  void aClientWhoseAnswerIsInNoFileIsNotCutForRoom() {
    try (Harness harness = slow().send(GET)) {
      harness.answerSpools.take(Bounds.ANSWER_SPOOLS);
      harness.pass(Duration.ofSeconds(20));
      assertThat(harness.channel.isOpen()).isTrue();
    }
  }

  @Test
  void aClientThatHoldsNoAppIsNotCutWhereNoFileCanBeWritten() {
    try (Harness harness = pieces(WITHOUT_DISK)) {
      harness.exchanges.getLast().end();
      harness.pass(Duration.ofSeconds(20));
      assertThat(harness.channel.isOpen()).isTrue();
      harness.pass(Duration.ofSeconds(20));
      assertThat(harness.channel.isOpen()).isFalse();
    }
  }

  @Test
  void aStalledClientHoldsAnAppForSecondsWhereNoFileCanBeWritten() {
    try (Harness harness = pieces(WITHOUT_DISK).pass(Duration.ofSeconds(3))) {
      assertThat(harness.exchanges.getLast().isWritable()).isFalse();
      assertThat(harness.channel.isOpen()).isTrue();
      harness.pass(SECOND);
      assertThat(harness.channel.isOpen()).isFalse();
    }
  }

  @Test
  void whatIsInMemoryForAllIsCounted() {
    try (Harness harness = slow().send(GET)) {
      assertThat(harness.answersMemory.used()).isGreaterThan(SIZE);
      harness.take(SIZE * 2L).pass(SECOND);
      assertThat(harness.answersMemory.used()).isZero();
      harness.channel.stopTaking();
      harness.send(GET).channel.close();
      assertThat(harness.answersMemory.used()).isZero();
    }
  }

  /** However many take nothing, the memory is enough. */
  @Test
  void anAnswerGoesToItsFileAtOnceWhereAllHaveTooMuchInMemory() {
    try (Harness harness = unasked(Harness.settings(0))) {
      harness.answersMemory.take(Bounds.ANSWERS_MEMORY);
      harness.send(GET);
      assertThat(harness.answerSpools.used()).isGreaterThan(4L * SIZE);
    }
  }

  @Test
  void aSmallAnswerNeedsNoFileWhereAllHaveTooMuchInMemory() {
    try (Harness harness =
        new Harness(
            Harness.settings(0),
            exchange -> exchange.answer(Harness.OK, Unpooled.wrappedBuffer(new byte[10_000])))) {
      harness.answersMemory.take(Bounds.ANSWERS_MEMORY);
      harness.stopDisk().channel.stopTaking();
      harness.send(GET);
      assertThat(harness.answerSpools.used()).isZero();
    }
  }

  @Test
  void everyAnswerGoesToItsFileWhereAllHaveFarTooMuchInMemory() {
    try (Harness harness =
        new Harness(
            Harness.settings(0),
            exchange -> exchange.answer(Harness.OK, Unpooled.wrappedBuffer(new byte[10])))) {
      harness.answersMemory.take(Bounds.ANSWERS_MEMORY * 2);
      harness.stopDisk().channel.stopTaking();
      harness.send(GET);
      assertThat(harness.answerSpools.used()).isPositive();
    }
  }

  /** It may be all that is left of a large buffer, which is kept for it. */
  @Test
  void aSliceCountsAsTheBufferThatItIsOf() {
    int read = 128 * 1024;
    ByteBuf bytes = Unpooled.buffer(read).writeZero(read);
    try (Harness harness =
        new Harness(
            Harness.settings(0),
            exchange -> exchange.answer(Harness.OK, bytes.readRetainedSlice(20_000)))) {
      harness.channel.stopTaking();
      harness.send(GET);
      bytes.release();
      assertThat(harness.answersMemory.used()).isGreaterThan(read);
      harness.take(read).pass(SECOND);
      assertThat(harness.answersMemory.used()).isZero();
    }
  }

  /** An answer that has gone to a file, of a client that takes nothing yet. */
  private static Harness spooled() {
    return pieces(Harness.settings(0));
  }

  private static Harness pieces(HttpSettings settings) {
    return unasked(settings).send(GET);
  }

  private static Harness unasked(HttpSettings settings) {
    Harness harness =
        new Harness(
            settings,
            exchange -> {
              exchange.begin(Harness.OK);
              for (int piece = 0; piece < 4; piece++) {
                exchange.write(Unpooled.copiedBuffer(Wire.bytes(BODY)));
              }
            });
    harness.channel.stopTaking();
    return harness;
  }

  /** What the clock reads means nothing: it may pass its largest number. */
  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 60_000_000_000L, Long.MIN_VALUE})
  void thatThereIsNoRoomIsToldOnceAMinute(long start) {
    Budget room = new Budget(1);
    List<ServerEvent> told = new ArrayList<>();
    RoomWarning warning = new RoomWarning(room, told::add, start);
    warning.sweep(start);
    assertThat(told).isEmpty();
    room.take(1);
    for (int second = 1; second <= 90; second++) {
      warning.sweep(start + SECOND.multipliedBy(second).toNanos());
    }
    assertThat(told).hasSize(2).containsOnly(new ServerEvent.Warned(RoomWarning.SENTENCE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "BAD\r\n\r\n",
        "GET / HT",
        POST,
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n\r\n"
      })
  void nothingThatFollowsCutsTheAnswer(String following) {
    for (Consumer<Harness> end : List.<Consumer<Harness>>of(Harness::halfClose, Harness::drain)) {
      try (Harness harness = slow().send(GET).send(following)) {
        end.accept(harness);
        assertThat(harness.channel.isOpen()).isTrue();
        harness.take(SIZE * 2L).drain().pass(Duration.ofSeconds(30));
        assertThat(harness.sent()).contains(WHOLE);
        assertThat(harness.channel.isOpen()).isFalse();
      }
    }
  }

  @Test
  void aServerThatStopsAtOnceLeavesTheRestToWhoWaitsForIt() {
    try (Harness harness = slow().send(GET)) {
      harness.connections.startDraining();
      harness.connections.closeNow(new Failure.Stopping());
      assertThat(harness.channel.isOpen()).isTrue();
      harness.take(SIZE * 2L);
      assertThat(harness.sent()).endsWith(BODY);
    }
  }

  @Test
  void theLastWordsOfAServerThatStopsAtOnceAreSent() {
    try (Harness harness = new Harness(Harness.settings(0), exchange -> {})) {
      harness.channel.stopTaking();
      harness.send(GET).connections.closeNow(new Failure.Stopping());
      assertThat(harness.channel.isOpen()).isTrue();
      harness.take(SIZE);
      assertThat(harness.status()).isEqualTo(503);
      assertThat(harness.channel.isOpen()).isFalse();
      harness.exchanges.getLast().fail(new Failure.Stopping());
    }
  }

  @Test
  void whatWasWrittenBeforeAnAppFailedIsSent() {
    try (Harness harness = new Harness(Harness.settings(0), SlowReaderTest::breakOff)) {
      harness.channel.stopTaking();
      harness.send(GET);
      assertThat(harness.channel.isOpen()).isTrue();
      harness.take(SIZE * 2L);
      assertThat(harness.sent()).endsWith(BODY + "\r\n");
      assertThat(harness.channel.isOpen()).isFalse();
    }
  }

  private static void breakOff(Exchange exchange) {
    exchange.begin(Harness.OK);
    exchange.write(Unpooled.copiedBuffer(Wire.bytes(BODY)));
    exchange.abort(new Failure.WorkerDied(1, "x"));
  }

  /** What a client that keeps the pace, or an operator, may do in any order. */
  enum Act {
    ASK,
    ASK_BADLY,
    BEGIN_TO_ASK,
    BEGIN_A_BODY,
    STOP_SENDING,
    TAKE_A_LITTLE,
    TAKE_MUCH,
    DRAIN,
    STOP_AT_ONCE
  }

  @Provide
  Arbitrary<List<Act>> acts() {
    return Arbitraries.of(Act.class).list().ofMaxSize(30);
  }

  @Property(tries = 200)
  void everyAnswerThatWasGivenIsSentWhole(@ForAll("acts") List<Act> acts) {
    try (Harness harness = slow()) {
      for (Act act : acts) {
        perform(harness, act);
        harness.take(1000).pass(SECOND);
      }
      harness.take(Long.MAX_VALUE);
      assertThat(wholeAnswers(harness.sent())).isEqualTo(harness.exchanges.size());
    }
  }

  private static int wholeAnswers(String sent) {
    int answers = 0;
    for (int at = sent.indexOf(WHOLE); at >= 0; at = sent.indexOf(WHOLE, at + SIZE)) {
      answers++;
    }
    return answers;
  }

  private static void perform(Harness harness, Act act) {
    switch (act) {
      case ASK -> harness.send(GET);
      case ASK_BADLY -> harness.send("BAD\r\n\r\n");
      case BEGIN_TO_ASK -> harness.send("GET / HT");
      case BEGIN_A_BODY -> harness.send(POST);
      case STOP_SENDING -> harness.halfClose();
      case TAKE_A_LITTLE -> harness.take(300);
      case TAKE_MUCH -> harness.take(150_000);
      case DRAIN -> harness.drain();
      case STOP_AT_ONCE -> {
        harness.connections.startDraining();
        harness.connections.closeNow(new Failure.Stopping());
      }
    }
  }
}
