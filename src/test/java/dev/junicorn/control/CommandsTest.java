package dev.junicorn.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.advice.Advised;
import dev.junicorn.doctor.Examination;
import dev.junicorn.doctor.Finding;
import dev.junicorn.observation.SlotSeen;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class CommandsTest {

  private static final SlotSeen SLOT =
      new SlotSeen(1, 4711, 0, "busy", "GET", "/a?b=\"c\"", 1.5, 2);

  private static final Examination EXAMINATION =
      new Examination(
          List.of(
              new Finding(
                  "slots-full",
                  Finding.Weight.CRITICAL,
                  "The only slot is busy",
                  "why",
                  List.of("a number"),
                  List.of("type `this`"),
                  "less")),
          60,
          120,
          1,
          1,
          1.0,
          0.01,
          2,
          0,
          0);

  private final List<String> calls = new ArrayList<>();
  private final Commands commands = new Commands(new Recorded());

  @Test
  void whatIsAskedForComesAsJson() {
    JsonNode answer = ask("{\"do\":\"slots\"}");
    assertThat(answer.path("ok").asBoolean()).isTrue();
    JsonNode slot = answer.path("result").get(0);
    assertThat(slot.path("target").asString()).isEqualTo("/a?b=\"c\"");
    assertThat(ControlClient.read(answer.path("result"), SlotSeen[].class)).containsExactly(SLOT);
  }

  @Test
  void fieldsAreWrittenWithUnderscores() {
    assertThat(ask("{\"do\":\"workers\"}").path("result").get(0).propertyNames())
        .contains("age_seconds", "memory_bytes");
  }

  @Test
  void aStackIsASlotWithMore() {
    JsonNode stack = ask("{\"do\":\"stacks\"}").path("result").get(0);
    assertThat(ControlClient.read(stack, StackView.class))
        .isEqualTo(new StackView(SLOT, "Stack\n  line", "asked"));
  }

  @Test
  void findingsComeAsTheDoctorHasThem() {
    JsonNode result = ask("{\"do\":\"findings\"}").path("result");
    assertThat(result.path("findings").get(0).path("code").asString()).isEqualTo("slots-full");
    assertThat(ControlClient.read(result, Examination.class)).isEqualTo(EXAMINATION);
  }

  @Test
  void whatIsDoneIsSaid() {
    JsonNode answer = ask("{\"do\":\"scale\",\"workers\":3}");
    assertThat(answer.path("message").asString()).isEqualTo("done");
    ask("{\"do\":\"scale\",\"workers\":3,\"threads\":4}");
    ask("{\"do\":\"recycle\",\"worker\":7}");
    ask("{\"do\":\"drain\"}");
    ask("{\"do\":\"resume\"}");
    ask("{\"do\":\"stop\"}");
    ask("{\"do\":\"logs-reopen\"}");
    assertThat(calls)
        .containsExactly(
            "scale OptionalInt[3] OptionalInt.empty",
            "scale OptionalInt[3] OptionalInt[4]",
            "recycle 7",
            "drain",
            "resume",
            "stop",
            "logs-reopen");
  }

  @Test
  void tooLittleToAdviseFromIsARefusal() {
    JsonNode answer = ask("{\"do\":\"advise\"}");
    assertThat(answer.path("kind").asString()).isEqualTo("refused");
    assertThat(answer.path("message").asString()).isEqualTo("2 requests say nothing");
  }

  @Test
  void aRefusalHasItsTraceback() {
    JsonNode answer = ask("{\"do\":\"reload\"}");
    assertThat(answer.path("ok").asBoolean()).isFalse();
    assertThat(answer.path("kind").asString()).isEqualTo("refused");
    assertThat(answer.path("detail").asString()).isEqualTo("Traceback ...");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "[]",
        "{}",
        "{\"do\":\"dance\"}",
        "{\"do\":1}",
        "{\"do\":\"scale\"}",
        "{\"do\":\"scale\",\"workers\":0}",
        "{\"do\":\"scale\",\"workers\":-1}",
        "{\"do\":\"scale\",\"workers\":1001}",
        "{\"do\":\"scale\",\"workers\":\"3\"}",
        "{\"do\":\"scale\",\"workers\":1.5}",
        "{\"do\":\"scale\",\"threads\":99999999999}",
        "{\"do\":\"recycle\"}",
        "{\"do\":\"recycle\",\"worker\":null}"
      })
  void whatMakesNoSenseIsRefusedAndNothingIsDone(String request) {
    JsonNode answer = ask(request);
    assertThat(answer.path("ok").asBoolean(true)).isFalse();
    assertThat(answer.path("kind").asString()).isEqualTo("usage");
    assertThat(answer.path("message").asString()).isNotEmpty();
    assertThat(calls).isEmpty();
  }

  @Property(tries = 300)
  void anyLineIsAnsweredWithOneLine(@ForAll String request) {
    String answer = commands.answer(request).toCompletableFuture().join();
    assertThat(answer).doesNotContain("\n").startsWith("{\"ok\":");
  }

  private JsonNode ask(String request) {
    return Wire.JSON.readTree(commands.answer(request).toCompletableFuture().join());
  }

  /** Notes what it was told. */
  private final class Recorded implements Operations {

    @Override
    public CompletionStage<ServerStatus> status() {
      return CompletableFuture.failedStage(new AssertionError("not asked"));
    }

    @Override
    public CompletionStage<List<WorkerView>> workers() {
      return CompletableFuture.completedStage(
          List.of(new WorkerView(1, 4711, 1, "ready", 2.5, 6, 1, 12, 1 << 20, "1 wanted")));
    }

    @Override
    public CompletionStage<List<SlotSeen>> slots() {
      return CompletableFuture.completedStage(List.of(SLOT));
    }

    @Override
    public CompletionStage<Advised> advise() {
      return CompletableFuture.completedStage(new Advised.TooLittle("2 requests say nothing"));
    }

    @Override
    public CompletionStage<@Nullable Overview> observe(int seconds) {
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<List<StackView>> stacks() {
      return CompletableFuture.completedStage(
          List.of(new StackView(SLOT, "Stack\n  line", "asked")));
    }

    @Override
    public CompletionStage<@Nullable Examination> findings() {
      return CompletableFuture.completedStage(EXAMINATION);
    }

    @Override
    public CompletionStage<Verdict> reload() {
      return CompletableFuture.completedStage(new Verdict.Refused("broken", "Traceback ..."));
    }

    @Override
    public CompletionStage<Verdict> scale(OptionalInt workers, OptionalInt threads) {
      return done("scale " + workers + " " + threads);
    }

    @Override
    public CompletionStage<Verdict> recycle(int worker) {
      return done("recycle " + worker);
    }

    @Override
    public CompletionStage<Verdict> drain() {
      return done("drain");
    }

    @Override
    public CompletionStage<Verdict> resume() {
      return done("resume");
    }

    @Override
    public CompletionStage<Verdict> stop() {
      return done("stop");
    }

    @Override
    public CompletionStage<Verdict> reopenLogs() {
      return done("logs-reopen");
    }

    private CompletionStage<Verdict> done(String call) {
      calls.add(call);
      return CompletableFuture.completedStage(new Verdict.Done("done"));
    }
  }
}
