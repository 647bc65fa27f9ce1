package dev.junicorn.server;

/**
 * Whether a load balancer should send requests to this server. It can be taken out of service while
 * it still answers. Thread-safe.
 */
final class Readiness {

  /** What the server is about. */
  enum State {
    /** No worker takes requests, for the first time or again. */
    STARTING,
    READY,
    /** Asked to be out of service; answers what comes. */
    DRAINING,
    /** About to end; does not come back from here. */
    STOPPING
  }

  private boolean workers;
  private boolean drained;
  private boolean stopping;

  /** Some worker takes requests, or none does any more. */
  synchronized void workersReady(boolean ready) {
    workers = ready;
  }

  synchronized void drain() {
    drained = true;
  }

  synchronized void resume() {
    drained = false;
  }

  synchronized void stop() {
    stopping = true;
  }

  synchronized State state() {
    if (stopping) {
      return State.STOPPING;
    }
    if (drained) {
      return State.DRAINING;
    }
    return workers ? State.READY : State.STARTING;
  }

  /** Whether it is to be out of service, for a while or for good. */
  synchronized boolean isLeaving() {
    return drained || stopping;
  }

  boolean isReady() {
    return state() == State.READY;
  }
}
