package dev.junicorn.channel;

import java.util.List;

/** Notes what a worker says of itself. */
final class WorkerNotes implements WorkerListener {

  private final List<String> heard;

  WorkerNotes(List<String> heard) {
    this.heard = heard;
  }

  @Override
  public void ready(WorkerLink worker) {
    heard.add("ready");
  }

  @Override
  public void bootFailed(WorkerLink worker, boolean appFault, String message, String traceback) {
    heard.add("boot failed: " + message);
  }

  @Override
  public void warned(WorkerLink worker, String message) {
    heard.add("warned: " + message);
  }

  @Override
  public void leaving(WorkerLink worker) {
    heard.add("leaving");
  }

  @Override
  public void stuck(WorkerLink worker, String reason) {
    heard.add("stuck: " + reason);
  }

  @Override
  public void hopeless(WorkerLink worker, String reason) {
    heard.add("hopeless: " + reason);
  }

  @Override
  public void worn(WorkerLink worker) {
    heard.add("worn");
  }

  @Override
  public void slotLost(WorkerLink worker) {
    heard.add("slot lost");
  }

  @Override
  public void lost(WorkerLink worker) {
    heard.add("lost");
  }
}
