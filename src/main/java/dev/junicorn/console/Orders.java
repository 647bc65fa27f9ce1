package dev.junicorn.console;

import dev.junicorn.console.ConsoleControl.Outcome;
import dev.junicorn.exchange.Exchange;
import dev.junicorn.exchange.RequestHead;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Changes the server, for who has the token. Browsers send no {@code Authorization} by themselves,
 * so no other page can make one order anything. Confined to the console's loop.
 */
final class Orders {

  private static final String SCALE = "/api/scale";
  private static final String RELOAD = "/api/reload";

  /** More than 1000 of anything is a slip of the finger. */
  private static final Pattern SIZE =
      Pattern.compile("workers=([1-9][0-9]{0,2}|1000)&threads=([1-9][0-9]{0,2}|1000)");

  private final Optional<ConsoleControl> control;
  private final Executor loop;

  Orders(Optional<ConsoleControl> control, Executor loop) {
    this.control = control;
    this.loop = loop;
  }

  /** Whether anything may be ordered. */
  boolean allowed() {
    return control.isPresent();
  }

  /** Does it, and answers later with what became of it. Only where anything is allowed. */
  void carryOut(Exchange exchange) {
    RequestHead head = exchange.head();
    String asker = head.endpoints().remoteAddress();
    ConsoleControl permitted = control.orElseThrow();
    switch (head.path()) {
      case SCALE -> scale(exchange, permitted, asker);
      case RELOAD -> {
        Optional<String> complaint = Query.none(head.query()).complaint();
        if (complaint.isPresent()) {
          Replies.send(exchange, Page.text(400, complaint.get() + "."));
        } else {
          answer(exchange, permitted.reload(asker));
        }
      }
      default ->
          Replies.send(exchange, Page.text(404, "There is " + SCALE + ", and " + RELOAD + "."));
    }
  }

  private void scale(Exchange exchange, ConsoleControl control, String asker) {
    Matcher size = SIZE.matcher(exchange.head().query());
    if (!size.matches()) {
      Replies.send(
          exchange, Page.text(400, SCALE + "?workers=N&threads=N is expected, N from 1 to 1000."));
      return;
    }
    int workers = Integer.parseInt(size.group(1));
    int threads = Integer.parseInt(size.group(2));
    answer(exchange, control.scale(workers, threads, asker));
  }

  private void answer(Exchange exchange, CompletionStage<Outcome> outcome) {
    outcome.handle(Orders::page).thenAcceptAsync(page -> Replies.send(exchange, page), loop);
  }

  private static Page page(@Nullable Outcome outcome, @Nullable Throwable failure) {
    return outcome == null
        ? Page.text(503, "It could not be done: " + failure)
        : Page.json(outcome);
  }
}
