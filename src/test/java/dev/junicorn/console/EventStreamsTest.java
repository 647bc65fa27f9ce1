package dev.junicorn.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.testing.FakeExchange;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Who follows is told every second, and costs nothing where it does not listen. */
class EventStreamsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final FakeFeed feed = new FakeFeed(FakeFeed.Scene.FULL, 1_800_000_000_000L);
  private final EventStreams streams = new EventStreams(feed);

  @Test
  void aNewPageIsToldAtOnce() {
    FakeExchange page = follow();
    assertThat(page.answer().headers())
        .anyMatch(
            header -> header.is("Content-Type") && header.value().equals("text/event-stream"));
    assertThat(page.received()).startsWith("retry: ");
    assertThat(seconds(page)).hasSize(1);
    assertThat(seconds(page).getFirst().at("/now/waiting").asInt()).isEqualTo(7);
    assertThat(seconds(page).getFirst().at("/findings/0/weight").asString()).isEqualTo("critical");
  }

  @Test
  void eachSecondIsToldOnce() {
    FakeExchange page = follow();
    streams.pulse();
    for (int i = 0; i < 3; i++) {
      feed.tick();
      streams.pulse();
    }
    List<Long> told =
        seconds(page).stream()
            .flatMap(event -> event.get("seconds").valueStream())
            .map(second -> second.get("epoch_second").asLong())
            .distinct()
            .toList();
    assertThat(told).hasSize(4).isSorted();
  }

  @Test
  void whatWasMissedBetweenTwoPulsesIsToldWithTheNext() {
    FakeExchange page = follow();
    streams.pulse();
    feed.tick();
    feed.tick();
    streams.pulse();
    assertThat(seconds(page).getLast().get("seconds").size()).isEqualTo(2);
  }

  @Test
  void aClockThatIsSetBackStopsNoPage() {
    FakeExchange page = follow();
    streams.pulse();
    feed.setBack(3600);
    streams.pulse();
    feed.tick();
    streams.pulse();
    List<JsonNode> told = seconds(page).reversed();
    assertThat(told.get(0).get("seconds").size()).isEqualTo(1);
    assertThat(told.get(1).get("seconds").size()).isEqualTo(1);
  }

  @Test
  void withoutNewsThereIsASignOfLife() {
    FakeExchange page = follow();
    streams.pulse();
    int events = seconds(page).size();
    streams.pulse();
    assertThat(seconds(page)).hasSize(events);
    assertThat(page.received()).endsWith(": nothing new\n\n");
  }

  @Test
  void beforeTheFirstLookItIsAliveToo() {
    feed.play(FakeFeed.Scene.STARTING);
    FakeExchange page = follow();
    streams.pulse();
    assertThat(seconds(page)).isEmpty();
    assertThat(page.received()).endsWith(": nothing new\n\n");
  }

  @Test
  void whoDoesNotTakeItIsSentNothingAndThenCutOff() {
    FakeExchange page = follow();
    FakeExchange other = follow();
    int before = page.received().length();
    page.writable(false);
    for (int i = 1; i < EventStream.MOST_MISSED; i++) {
      feed.tick();
      streams.pulse();
      assertThat(page.ended()).isFalse();
    }
    feed.tick();
    streams.pulse();
    assertThat(page.aborted()).isTrue();
    assertThat(page.received()).hasSize(before);
    assertThat(seconds(other)).hasSize(EventStream.MOST_MISSED + 1);
    streams.pulse();
    assertThat(streams.size()).isEqualTo(1);
  }

  @Test
  void whoCatchesUpIsForgiven() {
    FakeExchange page = follow();
    for (int round = 0; round < 3; round++) {
      page.writable(false);
      for (int i = 1; i < EventStream.MOST_MISSED; i++) {
        feed.tick();
        streams.pulse();
      }
      page.writable(true);
      feed.tick();
      streams.pulse();
    }
    assertThat(page.ended()).isFalse();
    assertThat(seconds(page)).hasSize(4);
  }

  @Test
  void tooManyAreToldSoUntilOneLeaves() {
    List<FakeExchange> pages = Stream.generate(this::follow).limit(EventStreams.MOST).toList();
    FakeExchange refused = follow();
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.received()).contains("16 pages follow this server already");
    pages.get(3).leave();
    assertThat(pages.get(3).ended()).isTrue();
    assertThat(follow().status()).isEqualTo(200);
    assertThat(follow().status()).isEqualTo(503);
  }

  private FakeExchange follow() {
    FakeExchange page = Asked.get("/events");
    streams.open(page);
    return page;
  }

  private static List<JsonNode> seconds(FakeExchange page) {
    return Stream.of(page.received().split("\n\n"))
        .filter(block -> block.startsWith("event: second\ndata: "))
        .map(block -> JSON.readTree(block.substring("event: second\ndata: ".length())))
        .toList();
  }
}
