package dev.junicorn.dispatch;

import dev.junicorn.channel.SlotChannel;
import dev.junicorn.channel.WorkerLink;
import dev.junicorn.channel.WorkerWatch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A worker that takes requests, or did until it drains. Confined to the dispatch loop. */
final class RosterWorker {

  private final int id;
  private final int pid;
  private final WorkerWatch watch;
  private final List<Slot> slots = new ArrayList<>();
  private final Runnable onServed;
  private int busy;
  private int stuck;
  private boolean draining;
  private boolean shunned;
  private boolean suspended;
  private boolean replaced;
  private boolean blamedRequest;
  private @Nullable Slot hot;
  private @Nullable Runnable whenIdle;

  /**
   * @param onServed is run for every request that was answered
   */
  RosterWorker(
      int id, int pid, List<? extends SlotChannel> channels, WorkerWatch watch, Runnable onServed) {
    this.id = id;
    this.pid = pid;
    this.watch = watch;
    this.onServed = onServed;
    for (SlotChannel channel : channels) {
      slots.add(new Slot(channel, this));
    }
  }

  static RosterWorker of(WorkerLink link) {
    return new RosterWorker(link.id(), link.pid(), link.slots(), link.watch(), link::served);
  }

  int id() {
    return id;
  }

  int pid() {
    return pid;
  }

  WorkerWatch watch() {
    return watch;
  }

  List<Slot> slots() {
    return slots;
  }

  /** How many of its slots run a request. */
  int busy() {
    return busy;
  }

  boolean hasFreeSlot() {
    return busy < slots.size() && takesRequests();
  }

  /** Whether it may be given requests: it neither drains nor dies nor is silent. */
  boolean takesRequests() {
    return !draining && !shunned && !suspended;
  }

  /** It does not answer: gives it nothing until it does. */
  void suspend() {
    suspended = true;
    killIfHopeless();
  }

  void resume() {
    suspended = false;
  }

  /**
   * Asks for another worker in its place, once.
   *
   * @return whether this was the first time
   */
  boolean replace(String reason) {
    if (replaced) {
      return false;
    }
    replaced = true;
    watch.replace(reason);
    return true;
  }

  /** One of its requests has cost it. */
  void blameRequest() {
    blamedRequest = true;
  }

  /**
   * Whether it ends because of the request that has cost it, and of none of the others. Until it is
   * drained it serves on, and may die of what it is given.
   */
  boolean endsForBlamedRequest() {
    return blamedRequest && draining;
  }

  /**
   * The slot that was used last. Quick requests follow each other in it: its thread is awake, its
   * caches are warm, and one awake thread does not fight with others for the interpreter.
   */
  @Nullable Slot hot() {
    return hot;
  }

  /** The free slot to use next, the last used one if it is free; it becomes the hot one. */
  Slot freeSlot() {
    Slot chosen = hot != null && hot.isFree() ? hot : firstFree();
    hot = chosen;
    return chosen;
  }

  /**
   * Takes no more requests; runs {@code done} when the last one is answered, after what was to run
   * then already. A request that was ended for its age is answered, whatever its thread does.
   */
  void drain(Runnable done) {
    Runnable earlier = whenIdle;
    draining = true;
    whenIdle =
        earlier == null
            ? done
            : () -> {
              earlier.run();
              done.run();
            };
    killIfHopeless();
    runIfIdle();
  }

  /** Takes no more requests, since it may be dying. */
  void shun() {
    shunned = true;
  }

  /** Removes a slot whose stream ended. */
  void lost(Slot slot) {
    slots.remove(slot);
    if (hot == slot) {
      hot = null;
    }
  }

  /** One of its requests was answered. */
  void served() {
    onServed.run();
  }

  void slotTaken() {
    busy++;
  }

  void slotFreed() {
    busy--;
    runIfIdle();
  }

  void slotStuck() {
    stuck++;
    runIfIdle();
  }

  /** What a stuck slot ran is over; {@link #slotFreed} follows. */
  void slotBack() {
    stuck--;
  }

  /** What it has not started can go to others only when it cannot start it any more. */
  private void killIfHopeless() {
    if (draining && replaced && suspended) {
      watch.kill("it does not answer, and what it was given waits");
    }
  }

  private void runIfIdle() {
    Runnable done = whenIdle;
    if (busy == stuck && done != null) {
      whenIdle = null;
      done.run();
    }
  }

  private Slot firstFree() {
    for (Slot slot : slots) {
      if (slot.isFree()) {
        return slot;
      }
    }
    throw new IllegalStateException("worker " + id + " has no free slot");
  }
}
