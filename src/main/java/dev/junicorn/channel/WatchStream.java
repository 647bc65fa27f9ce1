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
 * after the interpreter, one after stacks, and one interrupt for each slot. Confined to the
 * dispatch loop.
 */
final class WatchStream {

  private static final int COMMAND_BYTES = 12;

  private final Channel channel;
  private final Map<Interrupt, CompletableFuture<Boolean>> interrupts = new HashMap<>();
  private final List<SlotStack> gathered = new ArrayList<>();
  private @Nullable CompletableFuture<Boolean> ping;
  private @Nullable Consumer<List<SlotStack>> stacksWanted;
  private int lastQuestion;
  private int stacksQuestion;
  private boolean ended;

  private record Interrupt(int slot, int requestId) {}

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
   * Asks for the stacks of all busy slots; an earlier question is forgotten.
   *
   * @return false if it cannot be asked
   */
  boolean askStacks(Consumer<List<SlotStack>> answer) {
    gathered.clear();
    stacksWanted = answer;
    stacksQuestion = ++lastQuestion;
    return send('t', 0, stacksQuestion);
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
  void stack(int question, SlotStack stack) {
    if (question == stacksQuestion) {
      gathered.add(stack);
    }
  }

  /** Frame PONG: any question is answered, and with it that the interpreter answers. */
  void answered(int question) {
    if (question == stacksQuestion && stacksWanted != null) {
      Consumer<List<SlotStack>> answer = stacksWanted;
      stacksWanted = null;
      answer.accept(List.copyOf(gathered));
      gathered.clear();
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
