package dev.junicorn.dispatch;

import dev.junicorn.channel.SendResult;
import dev.junicorn.channel.WorkerLink;
import dev.junicorn.event.EventSink;
import dev.junicorn.event.Reason;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.exchange.AppTime;
import dev.junicorn.exchange.Exchange;
import dev.junicorn.exchange.Failure;
import dev.junicorn.exchange.Handler;
import dev.junicorn.exchange.RequestHead;
import dev.junicorn.exchange.ServerTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Predicate;

/**
 * Gives requests to slots: at once where one can run it, from the wait queue otherwise. Owns the
 * queue, the roster and every ticket. All methods are called on the dispatch loop.
 */
public final class Dispatcher implements Handler {

  /** What {@link #answersAreNear} calls several, and near. */
  private static final int SEVERAL = 3;

  private static final long SOON_NANOS = 500_000;

  private final EventSink events;
  private final ServerTime time;
  private final WaitQueue queue;
  private final Predicate<Ticket> sender = this::dispatch;
  private final WorkerRoster roster = new WorkerRoster();
  private final ServiceTimes times = new ServiceTimes();
  private final Expiry expiry;
  private final Stalls stalls;
  private final Deadlines deadlines;
  private final InterruptedRequests interrupted;
  private int lastId;
  private int running;

  /**
   * @param loop the dispatch loop, for its timers
   */
  public Dispatcher(
      ScheduledExecutorService loop, DispatchSettings settings, EventSink events, ServerTime time) {
    this.events = events;
    this.time = time;
    this.queue =
        new WaitQueue(
            settings.queueLimit(),
            ticket -> times.expectation(ticket.exchange().head()),
            ticket -> times.guess(ticket.exchange().head()));
    this.expiry = new Expiry(this, queue, settings.queueTimeout(), loop, time);
    this.stalls = new Stalls(this, roster, loop, time);
    DeadlineRule rule = new DeadlineRule(settings.requestTimeout());
    this.deadlines = new Deadlines(this, roster, loop, rule, events, time);
    this.interrupted =
        new InterruptedRequests(this, queue, new Quarantine(settings.replaySafe()), events, time);
  }

  @Override
  public void handle(Exchange exchange) {
    Ticket ticket = new Ticket(nextId(), exchange, time.awake());
    exchange.watch(new TicketWatch(this, queue, ticket));
    boolean tried = queue.isEmpty();
    if (tried && dispatch(ticket)) {
      return;
    }
    if (!queue.offer(ticket)) {
      finish(ticket, new Failure.QueueFull(queue.limit(), retryAfter()));
    } else if (!tried && queue.isFirst(ticket)) {
      pump(); // it may be one that can be sent ahead, where the others that wait cannot
    } else {
      armTimers();
    }
  }

  /** Requests that wait for a slot. */
  public int waiting() {
    return queue.size();
  }

  /** Requests that were sent to a slot and are not answered. */
  public int running() {
    return running;
  }

  /** Whether some worker takes requests. */
  boolean hasWorkers() {
    return roster.takesRequests();
  }

  /** What it is doing now. */
  public DispatchSnapshot snapshot() {
    return DispatchSnapshot.of(roster, queue, running, time);
  }

  /**
   * Whether one worker alone is about to give several answers, each within a fraction of a
   * millisecond, and none that is too large for a pipe or a socket to hold meanwhile.
   */
  public boolean answersAreNear() {
    return running >= SEVERAL
        && times.typicalWall() < SOON_NANOS
        && roster.busyWorkers() == 1
        && !roster.isAnswering();
  }

  /** A worker has booted: those of its slots that are open take requests from now on. */
  public void join(WorkerLink link) {
    join(RosterWorker.of(link));
  }

  void join(RosterWorker worker) {
    if (worker.slots().isEmpty()) {
      return; // it has died while its generation was being proven
    }
    for (Slot slot : worker.slots()) {
      slot.channel().listen(new SlotAnswers(this, slot));
    }
    roster.join(worker);
    expiry.workerReady();
    pump();
  }

  /**
   * Gives a worker no more requests; what it has not started goes to others.
   *
   * @param whenIdle runs on this loop when its last request is answered; at once if the worker is
   *     unknown
   */
  public void drain(int workerId, Runnable whenIdle) {
    RosterWorker worker = roster.find(workerId);
    if (worker == null) {
      whenIdle.run();
      return;
    }
    List.copyOf(worker.slots()).forEach(this::takeBackAll);
    worker.drain(whenIdle);
    pump();
  }

  /** The same for a worker that may be dying, which nobody has decided. */
  public void shun(int workerId) {
    RosterWorker worker = roster.find(workerId);
    if (worker != null) {
      List.copyOf(worker.slots()).forEach(this::takeBackAll);
      worker.shun();
      pump();
    }
  }

  /** Answers everything that waits or runs with {@code why}; for the end of the grace period. */
  public void giveUp(Failure why) {
    List<Slot> slots =
        roster.workers().stream().flatMap(worker -> worker.slots().stream()).toList();
    Unfinished unfinished = unfinished(slots);
    if (!unfinished.isEmpty()) {
      events.publish(new ServerEvent.Warned(unfinished.describe()));
    }
    refuseWaiting(why);
    slots.forEach(slot -> slot.tickets().forEach(ticket -> finish(ticket, why)));
  }

  private Unfinished unfinished(List<Slot> slots) {
    Unfinished unfinished = new Unfinished();
    unfinished.addWaiting(queue.size());
    for (Slot slot : slots) {
      for (Ticket ticket : slot.tickets()) {
        if (ticket.state() == Ticket.State.DONE) {
          continue; // its thread goes on for nobody
        }
        if (ticket == slot.running()) {
          unfinished.addRunning(ticket, time.now());
        } else {
          unfinished.addWaiting(1);
        }
      }
    }
    return unfinished;
  }

  /** Answers everything with {@code why} that has no slot. */
  void refuseWaiting(Failure why) {
    queue.serve(ticket -> {
      finish(ticket, why);
      return true;
    });
  }

  /**
   * The slot's running request is complete: account for it, and give the slot its next one before
   * the answer is written.
   */
  void completed(Slot slot, Ticket ticket, AppTime time) {
    // The answer may have paused it with its last piece, and is not there any more to be resumed.
    slot.channel().resume();
    Overdue overdue = slot.overdue();
    if (overdue != null) {
      deadlines.requestEnded(slot, overdue);
      return;
    }
    release(slot, ticket);
    slot.worker().served();
    times.record(ticket.exchange().head(), time.wallNanos(), time.cpuNanos());
    ticket.exchange().ran(time);
    pump();
  }

  /** The request has had its time, which is what others to its path may be expected to take. */
  void endForAge(Ticket ticket, Duration age, Failure why) {
    times.record(ticket.exchange().head(), age.toNanos(), 0);
    finish(ticket, why);
  }

  /** The slot has done with a request that was answered without it. */
  void free(Slot slot, Ticket ticket) {
    release(slot, ticket);
    slot.worker().served();
    pump();
  }

  /**
   * A slot is gone. What its thread never started goes to others; what it had started cannot be run
   * twice, whether its answer was on the way or not.
   *
   * @param threadEnded whether its thread is known to start nothing more; otherwise what it has
   *     taken out of its inbox counts as started
   */
  void lost(Slot slot, String why, boolean threadEnded) {
    drop(slot, why, threadEnded);
    pump();
  }

  private void drop(Slot slot, String why, boolean threadEnded) {
    takeBackAll(slot);
    List<Ticket> taken = slot.tickets();
    int started = threadEnded ? slot.started() : taken.size();
    taken.forEach(ticket -> release(slot, ticket));
    // Before anybody is answered, whose next request may come at once and look for a slot.
    roster.leave(slot);
    // In this order the oldest is back in front.
    taken.subList(started, taken.size()).reversed().forEach(this::requeue);
    taken.subList(0, started).forEach(ticket -> interrupted.workerDied(ticket, slot, why));
  }

  /** The slot of this ticket is lost to it, and the worker with it. */
  void blame(Ticket ticket, RosterWorker worker) {
    interrupted.blame(ticket, worker);
  }

  void failedByApp(Ticket ticket, String message, String traceback, int pid) {
    RequestHead head = ticket.exchange().head();
    events.publish(
        new ServerEvent.AppFailed(
            head.method(), head.target(), pid, message, traceback, ticket.exchange().id()));
    finish(ticket, new Failure.AppFailed(message));
  }

  /** Ends a ticket without the app's answer, whatever the client has seen of one. */
  void finish(Ticket ticket, Failure why) {
    Ticket.State before = ticket.state();
    if (before == Ticket.State.DONE) {
      return;
    }
    ticket.moveTo(Ticket.State.DONE);
    Slot slot = ticket.slot();
    if (slot != null && slot.running() == ticket) {
      // What its thread still sends is read and dropped, however little the client has taken.
      slot.channel().resume();
    }
    if (before == Ticket.State.ANSWERING) {
      ticket.exchange().abort(why);
    } else {
      ticket.exchange().fail(before == Ticket.State.QUEUED ? ticket.unserved(why) : why);
    }
  }

  /** Sends waiting requests as long as somebody can run them. */
  void pump() {
    queue.serve(sender);
    if (!queue.isEmpty()) {
      armTimers();
      return;
    }
    Slot fullest = roster.robbable(time.now());
    if (fullest != null) {
      takeBackAll(fullest);
      if (!queue.isEmpty()) {
        pump();
      }
    }
  }

  /**
   * Finds a slot for a request and sends it there.
   *
   * @return false if it has to wait; otherwise it is sent, or answered because it cannot be
   */
  private boolean dispatch(Ticket ticket) {
    long now = time.now();
    Exchange exchange = ticket.exchange();
    boolean quick = times.quick(exchange.head());
    boolean ahead = quick;
    Slot slot = roster.choose(ahead, now);
    while (slot != null) {
      SendResult result = slot.channel().send(ticket.id(), exchange.head(), exchange.body());
      if (result instanceof SendResult.CannotBeStored(IOException why)) {
        refuse(ticket, why);
        return true;
      }
      switch ((SendResult.Plain) result) {
        case SENT -> {
          sent(ticket, slot, now, quick);
          return true;
        }
        case NO_ROOM -> {
          if (slot.isFree()) {
            return false; // the kernel is short of memory, and asked again soon
          }
          ahead = false;
        }
        case SLOT_GONE -> drop(slot, "its stream has ended", false);
      }
      slot = roster.choose(ahead, now);
    }
    return false;
  }

  private void sent(Ticket ticket, Slot slot, long now, boolean quick) {
    ticket.sentTo(slot, now, time.awake(now), quick);
    slot.add(ticket, now);
    running++;
    ticket.exchange().servedBy(slot.worker().pid());
    armTimers();
  }

  /** One that no slot can be given does not wait: it would hold up all behind it. */
  private void refuse(Ticket ticket, IOException why) {
    RequestHead head = ticket.exchange().head();
    events.publish(
        new ServerEvent.RequestTrouble(
            "%s %s was answered 503: it cannot be handed to a worker: %s. Make room on that disk, or raise the limit that this names (ulimit -n: open files; ulimit -f: their size)"
                .formatted(head.method(), head.target(), Reason.of(why))));
    finish(ticket, new Failure.Refused(503, "The server cannot store the request now."));
  }

  private void release(Slot slot, Ticket ticket) {
    slot.finished(ticket, time.now());
    running--;
  }

  /** Takes back what the slot's thread has not touched. */
  void takeBackAll(Slot slot) {
    Deque<Ticket> newestFirst = new ArrayDeque<>(WorkerRoster.MAX_AHEAD + 1);
    for (Ticket ticket = slot.takeBack(); ticket != null; ticket = slot.takeBack()) {
      running--;
      newestFirst.addFirst(ticket);
    }
    newestFirst.forEach(this::requeue);
  }

  /** Back in front of the queue; nobody needs it whose client has gone meanwhile. */
  private void requeue(Ticket ticket) {
    if (ticket.state() == Ticket.State.DONE) {
      return;
    }
    if (!ticket.exchange().clientPresent()) {
      finish(ticket, new Failure.ClientGone());
      return;
    }
    ticket.takenBack();
    queue.putBack(ticket);
  }

  private void armTimers() {
    if (running > 0) {
      deadlines.arm();
    }
    stalls.arm();
    expiry.arm();
  }

  /** Seconds until the queue as it stands will have been served; 1 to 60. */
  int retryAfter() {
    return times.secondsFor(queue.size(), roster.slots());
  }

  /** 1 to 2^31-1 and then again: far more than can be in flight. */
  private int nextId() {
    lastId = lastId == Integer.MAX_VALUE ? 1 : lastId + 1;
    return lastId;
  }
}
