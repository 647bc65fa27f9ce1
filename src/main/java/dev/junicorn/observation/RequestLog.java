package dev.junicorn.observation;

import dev.junicorn.event.ServerEvent;
import java.util.List;

/**
 * The requests that ended lately. Where more than {@value #PER_SECOND} end in a second, the first
 * of it are kept, one after the other, and the slow ones: so memory that was just set aside is not
 * thrown away at once, and what is kept of a second is still a true sequence of arrivals.
 */
final class RequestLog {

  /** Beyond this, requests are so short that one second tells as much as all. */
  static final int PER_SECOND = 1000;

  /** So many slow ones more. */
  private static final int SLOW_PER_SECOND = 200;

  private static final long SLOW_NANOS = 100_000_000;

  private final Routes routes = Routes.aging(Observation.Bounds.REQUEST_SECONDS);
  private final Ring<ServedRequest> requests = new Ring<>(Observation.Bounds.REQUESTS);
  private int kept;
  private int slow;

  /** Another second begins. */
  void nextSecond() {
    kept = 0;
    slow = 0;
  }

  void add(ServerEvent.RequestServed served, String failure, long epochMillis) {
    if (kept < PER_SECOND) {
      kept++;
    } else if (served.elapsed().toNanos() >= SLOW_NANOS && slow < SLOW_PER_SECOND) {
      slow++;
    } else {
      return;
    }
    String path = served.request().path();
    requests.add(
        new ServedRequest(
            epochMillis,
            served.receivedAt(),
            served.id(),
            served.request().method(),
            path.length() > ServedRequest.LONGEST_PATH
                ? path.substring(0, ServedRequest.LONGEST_PATH)
                : path,
            routes.group(path, served.status(), served.receivedAt()),
            served.status(),
            served.workerPid(),
            served.bodyBytes(),
            failure,
            served.split()));
  }

  void forget() {
    requests.clear();
  }

  /**
   * Those from the first that arrived at this time or later, oldest first.
   *
   * @param nanos on the clock of {@link ServedRequest#arrivedNanos()}
   */
  List<ServedRequest> since(long nanos) {
    return requests.listFrom(request -> request.arrivedNanos() - nanos >= 0);
  }
}
