package dev.junicorn.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.testing.FakeExchange;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What was seen, as JSON. */
class ApiTest {

  private final FakeFeed feed = new FakeFeed(FakeFeed.Scene.FULL, 1_800_000_000_000L);
  private final Console console =
      new Console(
          Optional.empty(),
          () -> new Health(true, "Yes."),
          () -> "",
          feed,
          Optional.empty(),
          Runnable::run);

  @Test
  void nowIsThisMoment() {
    JsonNode now = json("/api/now");
    assertThat(now.at("/setup/app").asString()).isEqualTo("shop.wsgi:application");
    assertThat(now.at("/setup/queue_limit").asInt()).isEqualTo(200);
    assertThat(now.at("/now/slots").size()).isEqualTo(18);
    assertThat(now.at("/now/oldest_wait").asDouble()).isEqualTo(1.24);
    assertThat(now.at("/findings/0/code").asString()).isEqualTo("slots-full");
  }

  @Test
  void historyIsAsLongAsAsked() {
    assertThat(json("/api/history").get("seconds").size()).isEqualTo(600);
    JsonNode ten = json("/api/history?seconds=10");
    assertThat(ten.get("seconds").size()).isEqualTo(10);
    assertThat(ten.at("/seconds/9/machine/worker_memory").isIntegralNumber()).isTrue();
    assertThat(ten.at("/marks/1/kind").asString()).isEqualTo("crash");
  }

  @Test
  void timesAreSeconds() {
    JsonNode slowest = json("/api/slow").at("/slowest/0");
    double parts = slowest.get("split").valueStream().mapToDouble(JsonNode::asDouble).sum();
    assertThat(parts).isBetween(0.1, 10.0);
    assertThat(slowest.get("seconds").asDouble())
        .isCloseTo(parts, org.assertj.core.data.Offset.offset(1e-4));
  }

  @Test
  void adviceIsNullUntilThereIsSome() {
    assertThat(json("/api/advice").at("/advice/recommended/threads").asInt()).isEqualTo(14);
    assertThat(json("/api/advice").at("/advice/options/0/fits").isBoolean()).isTrue();
    feed.play(FakeFeed.Scene.CALM);
    assertThat(json("/api/advice").get("advice").isNull()).isTrue();
    assertThat(json("/api/advice").get("missing").asString()).startsWith("12 requests");
    assertThat(json("/api/findings").get("findings").size()).isZero();
  }

  /** So a crowd of clients costs the app's requests no processor. */
  @Test
  void howeverManyAskItIsWrittenOnceASecond() {
    assertThat(json("/api/findings").get("findings").size()).isEqualTo(2);
    feed.play(FakeFeed.Scene.CALM);
    assertThat(json("/api/findings").get("findings").size()).isEqualTo(2);
    feed.tick();
    assertThat(json("/api/findings").get("findings").size()).isZero();
  }

  @Test
  void stacksAreOfBusySlots() {
    JsonNode stacks = json("/api/stacks").get("stacks");
    assertThat(stacks.size()).isEqualTo(18);
    assertThat(stacks.at("/0/stack").asString()).contains("/srv/shop/views.py");
  }

  @Test
  void beforeTheFirstLookThereIsNothingToSay() {
    feed.play(FakeFeed.Scene.STARTING);
    FakeExchange answer = ask("/api/now");
    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.received()).isEmpty();
    assertThat(answer.answer().headers()).noneMatch(header -> header.is("Content-Length"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/history?seconds=0",
        "/api/history?seconds=901",
        "/api/history?seconds=-1",
        "/api/history?seconds=99999999999",
        "/api/history?seconds=",
        "/api/history?minutes=1",
        "/api/history?seconds=1&seconds=2",
        "/api/now?x",
        "/api/stacks?slot=1",
        "/events?x=1"
      })
  void whatIsNotUnderstoodIsRefusedInItsOwnWords(String target) {
    FakeExchange answer = ask(target);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.received()).startsWith(target.substring(target.indexOf('?')) + ": ");
  }

  @Test
  void anUnknownPathListsTheKnownOnes() {
    FakeExchange answer = ask("/api/nothing");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.received()).contains("/api/history").contains("/events");
  }

  private JsonNode json(String target) {
    FakeExchange answer = ask(target);
    assertThat(answer.status()).as(target).isEqualTo(200);
    assertThat(answer.answer().headers())
        .anyMatch(header -> header.is("Content-Type") && header.value().equals("application/json"));
    return new ObjectMapper().readTree(answer.received());
  }

  private FakeExchange ask(String target) {
    FakeExchange exchange = Asked.get(target);
    console.handle(exchange);
    return exchange;
  }
}
