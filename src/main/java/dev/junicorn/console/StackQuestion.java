package dev.junicorn.console;

import dev.junicorn.exchange.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Asks the workers for their stacks, however many clients ask: one question at a time, and its
 * answer serves until the next pulse.
 *
 * <pre>
 *   NONE ──first client──► ASKED ──answer──► KNOWN ──pulse──► NONE
 *    ▲                       │
 *    └──5 pulses without─────┘  the clients get 503
 * </pre>
 *
 * <p>Confined to the console's loop. No more clients can wait than the console has connections.
 */
final class StackQuestion {

  /** The workers answer within two seconds, or it is known why they do not. */
  static final int PATIENCE = 5;

  private final ConsoleFeed feed;
  private final Executor loop;
  private final List<Exchange> waiting = new ArrayList<>();
  private @Nullable Page known;
  private boolean asked;
  private int questions;
  private int pulses;

  StackQuestion(ConsoleFeed feed, Executor loop) {
    this.feed = feed;
    this.loop = loop;
  }

  /** Answers now or later. */
  void answer(Exchange exchange) {
    if (known != null) {
      Replies.send(exchange, known);
      return;
    }
    waiting.add(exchange);
    if (!asked) {
      ask();
    }
  }

  /** A second has passed. */
  void pulse() {
    known = null;
    if (asked && ++pulses >= PATIENCE) {
      tell(
          questions,
          Page.text(
              503, "The workers have not said where they are; they may be too busy. Ask again."));
    }
  }

  private void ask() {
    asked = true;
    pulses = 0;
    int question = ++questions;
    feed.stacks().handle(StackQuestion::page).thenAcceptAsync(page -> tell(question, page), loop);
  }

  private static Page page(@Nullable List<BusySlot> stacks, @Nullable Throwable failure) {
    return stacks == null
        ? Page.text(503, "The workers could not be asked: " + failure)
        : Page.json(Map.of("stacks", stacks));
  }

  /** Later answers to a question that was given up come to nothing. */
  private void tell(int question, Page page) {
    if (!asked || question != questions) {
      return;
    }
    asked = false;
    known = page.status() == 200 ? page : null;
    List<Exchange> told = List.copyOf(waiting);
    waiting.clear();
    told.forEach(exchange -> Replies.send(exchange, page));
  }
}
