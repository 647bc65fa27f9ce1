package dev.junicorn.dispatch;

import dev.junicorn.event.DeadlineEvent;
import dev.junicorn.event.EventSink;
import dev.junicorn.exchange.ServerTime;
import dev.junicorn.stack.SlotStack;
import dev.junicorn.stack.StackReport;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Workers that do not pick up what they are given: stopped, or with the GIL held by C code. What
 * they have not touched goes to others, and they get nothing until their watchdog answers. Confined
 * to the dispatch loop.
 */
final class SilentWorkers {

  /** A free slot's thread takes a request within microseconds, on a busy machine milliseconds. */
  private static final Duration NOT_STARTED = Duration.ofMillis(100);

  /** Silence that deserves a line in the log; on an overloaded machine shorter ones are common. */
  private static final Duration WORTH_TELLING = Duration.ofSeconds(1);

  private final Dispatcher dispatcher;
  private final Duration limit;
  private final EventSink events;
  private final ServerTime time;
  private final Map<RosterWorker, Silence> asked = new HashMap<>();

  /** A worker that was asked whether it answers, and has not done so yet. */
  private static final class Silence {
    private final long since;
    private boolean looked;
    private boolean told;
    private boolean givenUp;

    private Silence(long since) {
      this.since = since;
    }
  }

  /**
   * @param limit after so much silence a worker is replaced; zero is never
   */
  SilentWorkers(Dispatcher dispatcher, Duration limit, EventSink events, ServerTime time) {
    this.dispatcher = dispatcher;
    this.limit = limit;
    this.events = events;
    this.time = time;
  }

  /** Whether an answer is awaited. */
  boolean any() {
    return !asked.isEmpty();
  }

  /** The slot's first request is not on the scoreboard. */
  void notStarted(Slot slot) {
    if (slot.age(time.now()) < NOT_STARTED.toNanos()) {
      return;
    }
    dispatcher.takeBackAll(slot);
    ask(slot.worker());
    dispatcher.pump();
  }

  /** Sees how long a worker has been silent. */
  void look(RosterWorker worker) {
    Silence silence = asked.get(worker);
    if (silence == null) {
      return;
    }
    Duration since = Duration.ofNanos(time.awake() - silence.since);
    if (!silence.looked && since.compareTo(WORTH_TELLING) >= 0) {
      silence.looked = true;
      worker.watch().stacks().thenAccept(report -> tell(worker, silence, since, report));
    }
    if (!silence.givenUp && limit.isPositive() && since.compareTo(limit) >= 0) {
      silence.givenUp = true;
      if (worker.replace("it does not answer")) {
        events.publish(new DeadlineEvent.GivenUp(worker.id(), worker.pid(), since));
      }
    }
  }

  /**
   * Gives it nothing until it answers: what a thread takes that then waits for the GIL cannot be
   * taken back.
   */
  private void ask(RosterWorker worker) {
    if (!asked.containsKey(worker)) {
      Silence silence = new Silence(time.awake());
      asked.put(worker, silence);
      worker.suspend();
      worker.watch().ping().thenAccept(answers -> answered(worker, silence, answers));
    }
  }

  /**
   * @param answers false if it never will: the worker is gone, or has lost its watchdog
   */
  private void answered(RosterWorker worker, Silence silence, boolean answers) {
    asked.remove(worker);
    worker.resume();
    if (silence.told && answers) {
      events.publish(
          new DeadlineEvent.Answers(
              worker.id(), worker.pid(), Duration.ofNanos(time.awake() - silence.since)));
    }
    dispatcher.pump();
  }

  private void tell(RosterWorker worker, Silence silence, Duration since, StackReport report) {
    if (asked.get(worker) == silence) {
      silence.told = true;
      String stacks =
          report.slots().stream().map(SilentWorkers::text).collect(Collectors.joining("\n"));
      events.publish(
          new DeadlineEvent.Silent(
              worker.id(), worker.pid(), since, report.holdUp().sentence(), stacks));
    }
  }

  private static String text(SlotStack stack) {
    return "Slot " + stack.slot() + ": " + stack.text();
  }
}
