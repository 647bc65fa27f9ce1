package dev.junicorn.advice;

import dev.junicorn.exchange.TimeSplit;
import dev.junicorn.observation.ServedRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How long requests wait for other things than a processor or Python's lock, where that was seen in
 * a crowd. Of one that was kept from computing for longer than it computed, a part of its wait for
 * the lock may count as blocked (it is an estimate): most are told apart rightly, some by far not.
 * What is usual on its route, in the same crowd, is then the most that is believed.
 */
final class UsualWaits {

  private final Map<String, Long> medians = new HashMap<>();

  /**
   * @param requests that had a worker
   */
  UsualWaits(List<ServedRequest> requests) {
    Map<String, List<Long>> blocked = new HashMap<>();
    for (ServedRequest request : requests) {
      if (isInACrowd(request.split())) {
        blocked
            .computeIfAbsent(request.route(), route -> new ArrayList<>())
            .add(request.split().blocked());
      }
    }
    blocked.forEach((route, waits) -> medians.put(route, median(waits)));
  }

  /** Nanoseconds. */
  long of(ServedRequest request) {
    long blocked = request.split().blocked();
    return isInACrowd(request.split())
        ? Math.min(blocked, medians.getOrDefault(request.route(), blocked))
        : blocked;
  }

  private static boolean isInACrowd(TimeSplit split) {
    return split.contention() > split.cpu();
  }

  private static long median(List<Long> values) {
    values.sort(null);
    return values.get(values.size() / 2);
  }
}
