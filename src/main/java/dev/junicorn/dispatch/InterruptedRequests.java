package dev.junicorn.dispatch;

import dev.junicorn.event.CrashEvent.Consequence;
import dev.junicorn.event.CrashEvent.RequestInterrupted;
import dev.junicorn.event.EventSink;
import dev.junicorn.exchange.Exchange;
import dev.junicorn.exchange.Failure;
import dev.junicorn.exchange.RequestHead;
import dev.junicorn.exchange.ServerTime;
import java.time.Duration;

/**
 * Decides about requests that were running when their worker died: the {@link Quarantine} judges,
 * here it is done and said. Confined to the dispatch loop.
 */
final class InterruptedRequests {

  private final Dispatcher dispatcher;
  private final WaitQueue queue;
  private final Quarantine quarantine;
  private final EventSink events;
  private final ServerTime time;

  InterruptedRequests(
      Dispatcher dispatcher,
      WaitQueue queue,
      Quarantine quarantine,
      EventSink events,
      ServerTime time) {
    this.dispatcher = dispatcher;
    this.queue = queue;
    this.quarantine = quarantine;
    this.events = events;
    this.time = time;
  }

  /**
   * The ticket's request was answered for its age, its thread could not be freed from it, and the
   * worker is replaced for that: when it dies on its way out, its other requests have not caused
   * it.
   */
  void blame(Ticket ticket, RosterWorker worker) {
    worker.blameRequest();
    quarantine.blame(ticket.exchange().head(), time.now());
  }

  /**
   * The worker died while the ticket's request ran in the slot, which has let go of it.
   *
   * @param why what is known of the death, for the failure
   */
  void workerDied(Ticket ticket, Slot slot, String why) {
    if (ticket.state() == Ticket.State.DONE) {
      return;
    }
    if (!slot.worker().endsForBlamedRequest()) {
      ticket.workerDied();
    }
    long now = time.now();
    Consequence consequence = consequence(ticket, now);
    publish(ticket, slot, consequence, now);
    Failure died = new Failure.WorkerDied(slot.worker().pid(), why);
    if (consequence == Consequence.RUN_AGAIN) {
      ticket.runAgain(time.awake(now), died);
      queue.putBack(ticket);
    } else {
      dispatcher.finish(
          ticket,
          consequence == Consequence.QUARANTINED ? new Failure.Quarantined(ticket.deaths()) : died);
    }
  }

  private Consequence consequence(Ticket ticket, long now) {
    Exchange exchange = ticket.exchange();
    if (ticket.state() == Ticket.State.ANSWERING) {
      return Consequence.CUT;
    }
    return switch (quarantine.judge(exchange.head(), ticket.deaths(), now)) {
      case RUN_AGAIN -> exchange.clientPresent() ? Consequence.RUN_AGAIN : Consequence.ANSWERED_502;
      case QUARANTINE -> Consequence.QUARANTINED;
      case GIVE_UP -> Consequence.ANSWERED_502;
    };
  }

  private void publish(Ticket ticket, Slot slot, Consequence consequence, long now) {
    RequestHead head = ticket.exchange().head();
    events.publish(
        new RequestInterrupted(
            head.method(),
            head.target(),
            slot.worker().pid(),
            slot.channel().index(),
            Duration.ofNanos(now - ticket.sentAt()),
            ticket.deaths(),
            consequence,
            ticket.exchange().id()));
  }
}
