package dev.junicorn.console;

import dev.junicorn.exchange.Exchange;
import dev.junicorn.exchange.Handler;
import dev.junicorn.exchange.RequestHead;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Answers the console's paths. Confined to the console's loop, which may take its time: no client
 * of the app is on it.
 */
public final class Console implements Handler {

  private static final String EVENTS = "/events";
  private static final String ADVICE = "/api/advice";
  private static final Set<String> TAKE_THEIR_TIME = Set.of(EVENTS, ADVICE, "/api/stacks");

  private final Access access;
  private final Supplier<Health> health;
  private final Supplier<String> metrics;
  private final Assets assets = new Assets();
  private final Orders orders;
  private final Api api;
  private final AdviceQuestion advice;
  private final StackQuestion stacks;
  private final EventStreams streams;

  /**
   * @param token what clients must present; empty for none
   * @param metrics in Prometheus' text format
   * @param control what may be changed; empty for nothing
   * @param loop the console's own
   */
  public Console(
      Optional<String> token,
      Supplier<Health> health,
      Supplier<String> metrics,
      ConsoleFeed feed,
      Optional<ConsoleControl> control,
      Executor loop) {
    this.access = Access.with(token);
    this.health = health;
    this.metrics = metrics;
    this.orders = new Orders(control, loop);
    this.api = new Api(feed, control.isPresent());
    this.advice = new AdviceQuestion(feed, loop);
    this.stacks = new StackQuestion(feed, loop);
    this.streams = new EventStreams(feed);
  }

  @Override
  public void handle(Exchange exchange) {
    RequestHead head = exchange.head();
    if (head.method().equals("POST") && orders.allowed()) {
      access
          .refusal(head)
          .ifPresentOrElse(page -> Replies.send(exchange, page), () -> orders.carryOut(exchange));
      return;
    }
    Optional<Page> page = open(head).or(() -> access.refusal(head)).or(() -> guarded(head));
    if (page.isPresent()) {
      Replies.send(exchange, page.get());
      return;
    }
    switch (head.path()) {
      case EVENTS -> streams.open(exchange);
      case ADVICE -> advice.answer(exchange);
      default -> stacks.answer(exchange);
    }
  }

  /** To be called once a second, best when there is a new observation. On the loop. */
  public void pulse() {
    streams.pulse();
    stacks.pulse();
  }

  /** What asks for no token. */
  private Optional<Page> open(RequestHead head) {
    if (!head.method().equals("GET") && !head.isHead()) {
      return Optional.of(Page.text(405, "The console is for reading: GET or HEAD."));
    }
    // Health is for whoever sends the requests; a load balancer has no token.
    return switch (head.path()) {
      case "/livez" -> Optional.of(Page.text(200, "alive"));
      case "/readyz" -> Optional.of(readiness(health.get()));
      default -> assets.at(head.path()).map(page -> access.refusalOfPage(head).orElse(page));
    };
  }

  /** What can be answered at once; empty for what takes its time. */
  private Optional<Page> guarded(RequestHead head) {
    String path = head.path();
    boolean takesItsTime = TAKE_THEIR_TIME.contains(path);
    if (takesItsTime && !head.isHead()) {
      return Query.none(head.query()).complaint().map(why -> Page.text(400, why + "."));
    }
    if (path.equals("/metrics")) {
      return Optional.of(Page.metrics(metrics.get()));
    }
    if (takesItsTime) {
      return Optional.of(Page.text(200, "GET answers."));
    }
    return Optional.of(
        Api.holds(path)
            ? api.page(path, head.query())
            : Page.text(
                404, "There is no such page; / is the console, docs/console.md lists the rest."));
  }

  private static Page readiness(Health health) {
    return Page.text(health.ready() ? 200 : 503, health.why());
  }
}
