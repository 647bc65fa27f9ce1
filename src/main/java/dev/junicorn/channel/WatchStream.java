package dev.junicorn.channel;

import dev.junicorn.stack.SlotStack;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The stream to a worker's watchdog thread: commands out, answers in. Holds at most one question
 * after the interpreter, one interrupt for each slot, and the questions after stacks until they are
 * answered or given up. Confined to the dispatch loop.
 */
final class WatchStream {

  private static final int COMMAND_BYTES = 12;

  private final Channel channel;
  private final Map<Interrupt, CompletableFuture<Boolean>> interrupts = new HashMap<>();
  private final Map<Integer, Question> questions = new HashMap<>();
  private @Nullable CompletableFuture<Boolean> ping;
  private int lastQuestion;
  private boolean ended;

  private record Interrupt(int slot, int requestId) {}

  private record Question(List<SlotStack> gathered, Consumer<List<SlotStack>> answer) {}

  WatchStream(Channel channel) {
    this.channel = channel;
  }

  CompletionStage<Boolean> ping() {
    if (ping == null) {
      CompletableFuture<Boolean> asked = new CompletableFuture<>();
      if (!send('p', 0, ++lastQuestion)) {
        asked.complete(false);
        return asked;
      }
      ping = asked;
    }
    return ping;
  }

  /**
   * Asks for the stacks of all busy slots. One who cannot be asked is as one who does not answer.
   *
   * @return the question's number, for giving it up
   */
  int askStacks(Consumer<List<SlotStack>> answer) {
    int question = ++lastQuestion;
    questions.put(question, new Question(new ArrayList<>(), answer));
    send('t', 0, question);
    return question;
  }

  /** Nobody waits for stacks any more. */
  void giveUp(int question) {
    questions.remove(question);
  }

  CompletionStage<Boolean> interrupt(int slot, int requestId) {
    CompletableFuture<Boolean> settled = new CompletableFuture<>();
    if (send('i', slot, requestId)) {
      interrupts.put(new Interrupt(slot, requestId), settled);
    } else {
      settled.complete(true);
    }
    return settled;
  }

  /** Frame STACK. */
  void stack(int number, SlotStack stack) {
    Question question = questions.get(number);
    if (question != null) {
      question.gathered().add(stack);
    }
  }

  /** Frame PONG: any question is answered, and with it that the interpreter answers. */
  void answered(int number) {
    Question question = questions.remove(number);
    if (question != null) {
      question.answer().accept(List.copyOf(question.gathered()));
    }
    completePing(true);
  }

  /** Frame SETTLED. */
  void settled(int slot, int requestId) {
    CompletableFuture<Boolean> settled = interrupts.remove(new Interrupt(slot, requestId));
    if (settled != null) {
      settled.complete(true);
    }
  }

  void ended() {
    ended = true;
    completePing(false);
    List<CompletableFuture<Boolean>> open = List.copyOf(interrupts.values());
    interrupts.clear();
    open.forEach(settled -> settled.complete(false));
  }

  private void completePing(boolean answers) {
    CompletableFuture<Boolean> asked = ping;
    ping = null;
    if (asked != null) {
      asked.complete(answers);
    }
  }

  /** A watchdog that has not read for so long that the socket is full hears no more. */
  private boolean send(char command, int slot, int number) {
    if (ended || !channel.isWritable()) {
      return false;
    }
    ByteBuf bytes = channel.alloc().buffer(COMMAND_BYTES);
    bytes.writeIntLE(command).writeIntLE(slot).writeIntLE(number);
    channel.writeAndFlush(bytes);
    return true;
  }
}
