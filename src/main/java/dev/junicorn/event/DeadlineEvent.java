package dev.junicorn.event;

import java.time.Duration;

/** Requests that run too long, and what becomes of the slot and the worker that run them. */
public sealed interface DeadlineEvent extends ServerEvent {

  /** How the line of an answer begins that was cut for its age. */
  String CUT = "Cut the answer of";

  /** What to do about answers that are meant to be long; half a sentence. */
  String STREAMS = "event streams and long downloads want `--timeout 0`";

  /**
   * Which request, and where it runs.
   *
   * @param slot 0 for the worker's first thread
   * @param id the request's {@code X-Request-Id}; empty where there is none
   */
  record Place(String method, String target, int worker, int pid, int slot, String id) {
    private String request() {
      return RequestLine.of(method, target, id);
    }

    private String slotOfWorker() {
      return "slot %d of worker %d (pid %d)".formatted(slot, worker, pid);
    }
  }

  /**
   * A request has run for half of what it may.
   *
   * @param holdUp what holds it up, in words
   * @param stack of its thread, or why there is none; several lines
   * @param begun whether the client has been sent the head of the answer: then it cannot be 504 any
   *     more, and its thread may well be at work
   */
  record Near(Place place, Duration age, Duration limit, String holdUp, String stack, boolean begun)
      implements DeadlineEvent {
    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String describe() {
      return "%s has run for %s in %s; at %s (--timeout) %s.\n%s"
          .formatted(
              place.request(),
              seconds(age),
              place.slotOfWorker(),
              seconds(limit),
              begun
                  ? "its answer, which has begun, is cut; " + STREAMS
                  : "it is answered 504; " + holdUp,
              stack);
    }
  }

  /**
   * A request was ended for its age.
   *
   * @param begun whether its answer had begun, and so was cut instead of answered 504
   */
  record Exceeded(
      Place place, Duration age, Duration limit, String holdUp, String stack, boolean begun)
      implements DeadlineEvent {
    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String describe() {
      return "%s %s: it has run for %s in %s, longer than %s (--timeout); %s.\n%s"
          .formatted(
              begun ? CUT : "Answered 504 to",
              place.request(),
              seconds(age),
              place.slotOfWorker(),
              seconds(limit),
              begun ? "its client has the status and what was sent so far; " + STREAMS : holdUp,
              stack);
    }
  }

  /** The thread of a request that was ended has come back. */
  record CameBack(Place place, Duration after) implements DeadlineEvent {
    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String describe() {
      return "%s is usable again: %s let go of it %s after its deadline"
          .formatted(place.slotOfWorker(), place.request(), seconds(after));
    }
  }

  /** The thread has not come back: its whole worker is given up. */
  record Stuck(Place place, Duration after) implements DeadlineEvent {
    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String describe() {
      return "The thread in %s did not come back within %s of the deadline of %s: another worker is"
              .formatted(place.slotOfWorker(), seconds(after), place.request())
          + " started, and this one finishes its other requests and is ended";
    }
  }

  /** A worker takes no requests out of its inboxes and does not answer. */
  record Silent(int worker, int pid, Duration since, String holdUp, String stacks)
      implements DeadlineEvent {
    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String describe() {
      return "Worker %d (pid %d) has not taken a request for %s and gets none until it answers: %s"
              .formatted(worker, pid, seconds(since), holdUp)
          + (stacks.isEmpty() ? "" : "\n" + stacks);
    }
  }

  /** A worker that was silent answers again. */
  record Answers(int worker, int pid, Duration after) implements DeadlineEvent {
    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String describe() {
      return "Worker %d (pid %d) answers again after %s".formatted(worker, pid, seconds(after));
    }
  }

  /** A worker stayed silent for as long as a request may run. */
  record GivenUp(int worker, int pid, Duration after) implements DeadlineEvent {
    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String describe() {
      return "Worker %d (pid %d) has not answered for %s, as long as a request may run (--timeout):"
              .formatted(worker, pid, seconds(after))
          + " another worker takes its place";
    }
  }

  private static String seconds(Duration duration) {
    return "%.1f s".formatted(duration.toMillis() / 1000.0);
  }
}
