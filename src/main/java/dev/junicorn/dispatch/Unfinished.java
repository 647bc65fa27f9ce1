package dev.junicorn.dispatch;

import dev.junicorn.exchange.RequestHead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The requests that the server's end cuts short, in words. Confined to the dispatch loop. */
final class Unfinished {

  /** So many are named: of one app that hangs the first ones tell enough. */
  private static final int NAMED = 5;

  private final List<String> named = new ArrayList<>();
  private int ran;
  private int waited;

  /** One that a slot runs, which is not answered yet. */
  void addRunning(Ticket ticket, long now) {
    ran++;
    if (named.size() < NAMED) {
      RequestHead head = ticket.exchange().head();
      named.add(
          "%s %s (%s after %d ms)"
              .formatted(
                  head.method(),
                  head.target(),
                  ticket.state() == Ticket.State.ANSWERING ? "answer cut" : "answered 503",
                  Duration.ofNanos(now - ticket.sentAt()).toMillis()));
    }
  }

  /** Some that no thread has begun with. */
  void addWaiting(int count) {
    waited += count;
  }

  boolean isEmpty() {
    return ran + waited == 0;
  }

  String describe() {
    List<String> parts = new ArrayList<>();
    if (ran > 0) {
      parts.add("%s that ran: %s%s".formatted(requests(ran), String.join(", ", named), more()));
    }
    if (waited > 0) {
      parts.add(requests(waited) + " that waited for a slot (answered 503)");
    }
    return "The end of the server cuts short " + String.join("; ", parts);
  }

  private String more() {
    return ran > named.size() ? " and " + (ran - named.size()) + " more" : "";
  }

  private static String requests(int count) {
    return count + (count == 1 ? " request" : " requests");
  }
}
