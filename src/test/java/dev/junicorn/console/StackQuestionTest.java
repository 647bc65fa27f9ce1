package dev.junicorn.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.advice.Advised;
import dev.junicorn.doctor.Finding;
import dev.junicorn.observation.Observation;
import dev.junicorn.testing.FakeExchange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** However many ask, the workers are asked once. */
class StackQuestionTest {

  private static final List<BusySlot> STACKS =
      List.of(new BusySlot(1, 42, 0, "GET", "/slow", 1.5, "File \"app.py\", line 3", "it answers"));

  private final List<CompletableFuture<List<BusySlot>>> asked = new ArrayList<>();
  private final Queue<Runnable> loop = new ArrayDeque<>();
  private final StackQuestion question = new StackQuestion(new Feed(), loop::add);

  @Test
  void allWhoAskTogetherGetOneAnswer() {
    FakeExchange one = ask();
    FakeExchange other = ask();
    assertThat(asked).hasSize(1);
    asked.getFirst().complete(STACKS);
    assertThat(one.ended()).as("before the loop's turn").isFalse();
    runLoop();
    assertThat(one.status()).isEqualTo(200);
    assertThat(one.received()).contains("\"target\":\"/slow\"").contains("app.py");
    assertThat(other.received()).isEqualTo(one.received());
  }

  @Test
  void theAnswerServesUntilTheNextPulse() {
    ask();
    asked.getFirst().complete(STACKS);
    runLoop();
    assertThat(ask().status()).isEqualTo(200);
    assertThat(asked).hasSize(1);
    question.pulse();
    ask();
    assertThat(asked).hasSize(2);
  }

  @Test
  void silentWorkersAreSaidToBeSilent() {
    FakeExchange client = ask();
    for (int i = 1; i < StackQuestion.PATIENCE; i++) {
      question.pulse();
      assertThat(client.ended()).isFalse();
    }
    question.pulse();
    assertThat(client.status()).isEqualTo(503);
    FakeExchange next = ask();
    asked.getFirst().complete(List.of());
    runLoop();
    assertThat(next.ended()).as("by the answer to the question that was given up").isFalse();
    asked.getLast().complete(STACKS);
    runLoop();
    assertThat(next.received()).contains("app.py");
  }

  @Test
  void aFailureIsSaid() {
    FakeExchange client = ask();
    asked.getFirst().completeExceptionally(new IllegalStateException("no loop"));
    runLoop();
    assertThat(client.status()).isEqualTo(503);
    assertThat(client.received()).contains("could not be asked");
    ask();
    assertThat(asked).hasSize(2);
  }

  private FakeExchange ask() {
    FakeExchange client = Asked.get("/api/stacks");
    question.answer(client);
    return client;
  }

  private void runLoop() {
    while (!loop.isEmpty()) {
      loop.remove().run();
    }
  }

  private final class Feed implements ConsoleFeed {
    @Override
    public Optional<Observation> observation() {
      return Optional.empty();
    }

    @Override
    public List<Finding> findings() {
      return List.of();
    }

    @Override
    public CompletionStage<Advised> advice() {
      return CompletableFuture.completedStage(new Advised.TooLittle(""));
    }

    @Override
    public CompletionStage<List<BusySlot>> stacks() {
      CompletableFuture<List<BusySlot>> answer = new CompletableFuture<>();
      asked.add(answer);
      return answer;
    }
  }
}
