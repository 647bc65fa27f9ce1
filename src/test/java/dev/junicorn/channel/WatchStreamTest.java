package dev.junicorn.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.stack.SlotStack;
import dev.junicorn.stack.StackLine;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class WatchStreamTest {

  private static final SlotStack STACK =
      new SlotStack(2, 7, List.of(new StackLine("/srv/app.py", 3, "view", "")));

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final WatchStream stream = new WatchStream(channel);
  private final List<String> log = new ArrayList<>();

  @Test
  void commandsAreThreeNumbers() {
    stream.interrupt(5, 77);
    assertThat(sent()).containsExactly(105, 5, 77);
  }

  @Test
  void oneQuestionIsAskedForAllWhoWantToKnowWhetherItAnswers() {
    note("first", stream.ping());
    note("second", stream.ping());
    int question = sent().getLast();
    assertThat(channel.outboundMessages()).isEmpty();
    stream.answered(question);
    assertThat(log).containsExactlyInAnyOrder("first true", "second true");
  }

  @Test
  void stacksAreCompleteWithThePong() {
    stream.askStacks(stacks -> log.add(stacks.toString()));
    int question = sent().getLast();
    stream.ping();
    stream.stack(question, STACK);
    assertThat(log).isEmpty();
    stream.answered(question);
    assertThat(log).containsExactly(List.of(STACK).toString());
  }

  /** Where a look is cheap and another has a deadline, both go on at the same time. */
  @Test
  void everyQuestionHasItsOwnAnswer() {
    stream.askStacks(stacks -> log.add("first " + stacks.size()));
    int first = sent().getLast();
    stream.askStacks(stacks -> log.add("second " + stacks.size()));
    int second = sent().getLast();
    stream.stack(first, STACK);
    stream.answered(first);
    assertThat(log).containsExactly("first 1");
    stream.answered(second);
    assertThat(log).containsExactly("first 1", "second 0");
  }

  @Test
  void aLateAnswerToAQuestionThatWasGivenUpIsNotTakenForTheNewOne() {
    int old = stream.askStacks(stacks -> log.add("old"));
    assertThat(sent().getLast()).isEqualTo(old);
    stream.giveUp(old);
    stream.askStacks(stacks -> log.add("new " + stacks.size()));
    int question = sent().getLast();
    stream.stack(old, STACK);
    stream.answered(old);
    assertThat(log).isEmpty();
    stream.answered(question);
    assertThat(log).containsExactly("new 0");
  }

  @Test
  void anyLateAnswerShowsThatItAnswers() {
    stream.askStacks(stacks -> log.add("stacks"));
    int question = sent().getLast();
    note("ping", stream.ping());
    stream.answered(question);
    assertThat(log).containsExactly("stacks", "ping true");
  }

  @Test
  void interruptsAreSettledOneByOne() {
    note("a", stream.interrupt(0, 7));
    note("b", stream.interrupt(1, 8));
    stream.settled(1, 8);
    stream.settled(1, 8);
    assertThat(log).containsExactly("b true");
  }

  @Test
  void whatIsOpenWhenItEndsIsNotKnown() {
    note("interrupt", stream.interrupt(0, 7));
    note("ping", stream.ping());
    stream.ended();
    assertThat(log).containsExactlyInAnyOrder("interrupt false", "ping false");
    note("nothing was raised", stream.interrupt(0, 8));
    note("nobody", stream.ping());
    assertThat(log).contains("nothing was raised true", "nobody false");
  }

  private void note(String what, CompletionStage<Boolean> stage) {
    stage.thenAccept(outcome -> log.add(what + " " + outcome));
  }

  /** The oldest command that was sent and not looked at. */
  private List<Integer> sent() {
    ByteBuf bytes = channel.readOutbound();
    try {
      return List.of(bytes.readIntLE(), bytes.readIntLE(), bytes.readIntLE());
    } finally {
      bytes.release();
    }
  }
}
