package dev.junicorn.dispatch;

import dev.junicorn.channel.SlotChannel;
import dev.junicorn.channel.WorkerLink;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A worker that takes requests, or did until it drains. Confined to the dispatch loop. */
final class RosterWorker {

  private final int id;
  private final int pid;
  private final List<Slot> slots = new ArrayList<>();
  private final Runnable count;
  private int busy;
  private @Nullable Slot hot;
  private @Nullable Runnable whenIdle;

  /**
   * @param count is run for every request that was answered
   */
  RosterWorker(int id, int pid, List<? extends SlotChannel> channels, Runnable count) {
    this.id = id;
    this.pid = pid;
    this.count = count;
    for (SlotChannel channel : channels) {
      slots.add(new Slot(channel, this));
    }
  }

  static RosterWorker of(WorkerLink link) {
    return new RosterWorker(link.id(), link.pid(), link.slots(), link::served);
  }

  int id() {
    return id;
  }

  int pid() {
    return pid;
  }

  List<Slot> slots() {
    return slots;
  }

  /** How many of its slots run a request. */
  int busy() {
    return busy;
  }

  boolean hasFreeSlot() {
    return busy < slots.size() && whenIdle == null;
  }

  boolean draining() {
    return whenIdle != null;
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

  /** Takes no more requests; runs {@code done} when the last one is answered. */
  void drain(Runnable done) {
    whenIdle = done;
    runIfIdle();
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
    count.run();
  }

  void slotTaken() {
    busy++;
  }

  void slotFreed() {
    busy--;
    runIfIdle();
  }

  private void runIfIdle() {
    if (busy == 0 && whenIdle != null) {
      whenIdle.run();
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
