package dev.junicorn.console;

import dev.junicorn.advice.Advice;
import dev.junicorn.advice.Advised;
import dev.junicorn.exchange.Exchange;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Answers which size would be right, when the adviser has reckoned it. No more clients can wait
 * than the console has connections. Confined to the console's loop.
 */
final class AdviceQuestion {

  /**
   * @param missing why there is no advice; empty where there is
   */
  private record Answer(Optional<Advice> advice, String missing) {}

  private final ConsoleFeed feed;
  private final Executor loop;

  AdviceQuestion(ConsoleFeed feed, Executor loop) {
    this.feed = feed;
    this.loop = loop;
  }

  /** Answers later, on the loop. */
  void answer(Exchange exchange) {
    feed.advice()
        .handle(AdviceQuestion::page)
        .thenAcceptAsync(page -> Replies.send(exchange, page), loop);
  }

  private static Page page(@Nullable Advised advised, @Nullable Throwable failure) {
    return switch (advised) {
      case null -> Page.text(503, "The size could not be reckoned: " + failure);
      case Advised.Given(Advice advice) -> Page.json(new Answer(Optional.of(advice), ""));
      case Advised.TooLittle(String missing) -> Page.json(new Answer(Optional.empty(), missing));
    };
  }
}
