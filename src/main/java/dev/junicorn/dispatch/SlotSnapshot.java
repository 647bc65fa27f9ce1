package dev.junicorn.dispatch;

/**
 * What a slot was doing when it was looked at.
 *
 * @param slot its index in the worker, from 0
 * @param busy whether it runs a request; the next six say nothing where it does not
 * @param requestId of the running request, as on the scoreboard
 * @param answered whether its request was answered without it
 * @param method of the running request
 * @param target of the running request, as the client sent it
 * @param ageNanos for how long the request has had the slot
 * @param ahead requests in its inbox behind the running one
 */
public record SlotSnapshot(
    int worker,
    int pid,
    int slot,
    boolean busy,
    int requestId,
    boolean answered,
    String method,
    String target,
    long ageNanos,
    int ahead) {

  static SlotSnapshot of(Slot slot, long now) {
    RosterWorker worker = slot.worker();
    int index = slot.channel().index();
    Ticket running = slot.running();
    if (running == null) {
      return new SlotSnapshot(worker.id(), worker.pid(), index, false, 0, false, "", "", 0, 0);
    }
    return new SlotSnapshot(
        worker.id(),
        worker.pid(),
        index,
        true,
        running.id(),
        running.state() == Ticket.State.DONE,
        running.exchange().head().method(),
        running.exchange().head().target(),
        slot.age(now),
        slot.ahead());
  }
}
