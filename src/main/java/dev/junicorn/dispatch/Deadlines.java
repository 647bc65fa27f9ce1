package dev.junicorn.dispatch;

import dev.junicorn.channel.WorkerWatch;
import dev.junicorn.event.DeadlineEvent;
import dev.junicorn.event.EventSink;
import dev.junicorn.exchange.Failure;
import dev.junicorn.exchange.RequestHead;
import dev.junicorn.exchange.ServerTime;
import dev.junicorn.stack.StackReport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Looks at what runs, every {@value #STEP_MILLIS} ms while something does: warns of requests that
 * near their deadline, ends those that reach it, and gets their slots back or their workers
 * replaced. Confined to the dispatch loop.
 */
final class Deadlines {

  /** By so much a deadline may be late. */
  static final long STEP_MILLIS = 50;

  /** How long a thread may take to come back after its request was ended. */
  static final Duration RETURN = Duration.ofSeconds(1);

  private final Dispatcher dispatcher;
  private final WorkerRoster roster;
  private final ScheduledExecutorService loop;
  private final DeadlineRule rule;
  private final EventSink events;
  private final ServerTime time;
  private final SilentWorkers silent;
  private boolean scanDue;

  /**
   * @param loop the dispatch loop, for its timers
   * @param rule how long requests may run
   */
  Deadlines(
      Dispatcher dispatcher,
      WorkerRoster roster,
      ScheduledExecutorService loop,
      DeadlineRule rule,
      EventSink events,
      ServerTime time) {
    this.dispatcher = dispatcher;
    this.roster = roster;
    this.loop = loop;
    this.rule = rule;
    this.events = events;
    this.time = time;
    this.silent = new SilentWorkers(dispatcher, rule.limit(), events, time);
  }

  /** Something runs: from now on it is looked at. */
  void arm() {
    if (!scanDue) {
      scanDue = true;
      loop.schedule(this::scan, STEP_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** The thread of an overdue request has ended it. */
  void requestEnded(Slot slot, Overdue overdue) {
    overdue.requestEnded();
    freeIfBack(slot, overdue);
  }

  private void scan() {
    scanDue = false;
    for (RosterWorker worker : List.copyOf(roster.workers())) {
      for (Slot slot : List.copyOf(worker.slots())) {
        look(slot);
      }
      silent.look(worker);
    }
    if (dispatcher.running() > 0 || silent.any()) {
      arm();
    }
  }

  private void look(Slot slot) {
    Ticket ticket = slot.running();
    if (ticket == null) {
      return;
    }
    Overdue overdue = slot.overdue();
    if (overdue != null) {
      lookForReturn(slot, overdue);
    } else if (slot.started() == 0) {
      silent.notStarted(slot);
    } else if (runs(slot, ticket) && ticket.state() != Ticket.State.DONE) {
      Duration age = age(slot, ticket);
      switch (rule.due(age.toNanos(), ticket.warned())) {
        case NOTHING -> {}
        case WARNING -> warn(slot, ticket, age);
        case END -> end(slot, ticket, age);
      }
    }
  }

  /** Less than nothing, where it began while the server stood still. */
  private Duration age(Slot slot, Ticket ticket) {
    long now = time.now();
    long since = DeadlineRule.runningSince(slot.channel().startedAt(), ticket.sentAt(), now);
    return Duration.ofNanos(now - since - ticket.stoodStill(now, time.awake(now)));
  }

  /** Otherwise its answer is on the way. */
  private static boolean runs(Slot slot, Ticket ticket) {
    return slot.channel().started() == ticket.id();
  }

  private void warn(Slot slot, Ticket ticket, Duration age) {
    ticket.warn();
    slot.worker()
        .watch()
        .stacks()
        .thenAccept(report -> {
          // One that was answered meanwhile was slow, but nobody has to look for it.
          if (ticket.state() != Ticket.State.DONE) {
            events.publish(
                new DeadlineEvent.Near(
                    place(slot, ticket),
                    age,
                    rule.limit(),
                    report.holdUp().sentence(),
                    text(report, slot, ticket),
                    hasBegun(ticket)));
          }
        });
  }

  private void end(Slot slot, Ticket ticket, Duration age) {
    WorkerWatch watch = slot.worker().watch();
    DeadlineEvent.Place place = place(slot, ticket);
    boolean begun = hasBegun(ticket);
    // Asked before the interrupt is sent, so that the stack shows what it hits.
    CompletionStage<?> told =
        watch
            .stacks()
            .thenAccept(report ->
                events.publish(
                    new DeadlineEvent.Exceeded(
                        place,
                        age,
                        rule.limit(),
                        report.holdUp().sentence(),
                        text(report, slot, ticket),
                        begun)));
    Overdue overdue = new Overdue(ticket, time.awake(), told);
    slot.lose(overdue);
    // Before the interrupt: nothing may begin in this thread while an exception is on its way.
    dispatcher.takeBackAll(slot);
    dispatcher.endForAge(ticket, age, new Failure.DeadlineExceeded(rule.limit()));
    // A thread that gives an answer in pieces is stopped at the next one, exception or not.
    slot.clientLeft(ticket);
    watch
        .interrupt(slot.channel().index(), ticket.id())
        .thenAccept(settled -> {
          // Without a watchdog nobody can tell, and the slot is not used again.
          if (settled) {
            overdue.interruptSettled();
            freeIfBack(slot, overdue);
          }
        });
    dispatcher.pump();
  }

  private void lookForReturn(Slot slot, Overdue overdue) {
    Duration after = Duration.ofNanos(time.awake() - overdue.since());
    if (overdue.state() == Overdue.State.INTERRUPTED && after.compareTo(RETURN) >= 0) {
      overdue.abandon();
      dispatcher.blame(overdue.ticket(), slot.worker());
      DeadlineEvent.Place place = place(slot, overdue.ticket());
      String reason = "a thread hangs in " + place.method() + " " + place.target() + " (--timeout)";
      if (slot.worker().replace(reason)) {
        overdue.tellAfterwards(() -> events.publish(new DeadlineEvent.Stuck(place, after)));
      }
    }
  }

  private void freeIfBack(Slot slot, Overdue overdue) {
    // The slot may have been lost with its worker in the meantime.
    if (overdue.state() == Overdue.State.BACK && slot.overdue() == overdue) {
      Duration after = Duration.ofNanos(time.awake() - overdue.since());
      DeadlineEvent.Place place = place(slot, overdue.ticket());
      overdue.tellAfterwards(() -> events.publish(new DeadlineEvent.CameBack(place, after)));
      dispatcher.free(slot, overdue.ticket());
    }
  }

  private static boolean hasBegun(Ticket ticket) {
    return ticket.state() == Ticket.State.ANSWERING;
  }

  private static String text(StackReport report, Slot slot, Ticket ticket) {
    return report.text(slot.channel().index(), ticket.id());
  }

  private static DeadlineEvent.Place place(Slot slot, Ticket ticket) {
    RequestHead head = ticket.exchange().head();
    RosterWorker worker = slot.worker();
    return new DeadlineEvent.Place(
        head.method(),
        head.target(),
        worker.id(),
        worker.pid(),
        slot.channel().index(),
        ticket.exchange().id());
  }
}
