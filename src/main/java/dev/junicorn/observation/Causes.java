package dev.junicorn.observation;

import dev.junicorn.exchange.Failure;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reasons as labels: few, and the same words for ever. */
public final class Causes {

  /** Options that have workers replaced; the messages name them. */
  private static final List<String> RECYCLING =
      List.of(
          "--max-requests", "--max-worker-age", "--max-worker-memory-hard", "--max-worker-memory");

  private static final Map<Integer, String> STATUSES =
      Map.of(
          400, "malformed",
          408, "client_too_slow",
          413, "body_too_large",
          414, "request_line_too_long",
          417, "expectation",
          431, "headers_too_large",
          501, "transfer_coding",
          503, "out_of_room",
          505, "http_version");

  private Causes() {}

  /** All that are to be expected: their counters begin at 0, not with the first that is counted. */
  public static Stream<String> expected() {
    Stream<String> failures =
        Stream.of(
            "queue_full",
            "queue_timeout",
            "stopping",
            "no_worker",
            "app_broken",
            "worker_died",
            "deadline",
            "quarantined",
            "app_failed",
            "client_left");
    return Stream.concat(failures, STATUSES.values().stream());
  }

  /** Why the server answered itself. */
  public static String of(Failure failure) {
    return switch (failure) {
      case Failure.QueueFull _ -> "queue_full";
      case Failure.QueueTimeout _ -> "queue_timeout";
      case Failure.Stopping _ -> "stopping";
      case Failure.NoWorker _ -> "no_worker";
      case Failure.AppBroken _ -> "app_broken";
      case Failure.WorkerDied _ -> "worker_died";
      case Failure.DeadlineExceeded _ -> "deadline";
      case Failure.Quarantined _ -> "quarantined";
      case Failure.AppFailed _ -> "app_failed";
      case Failure.ClientGone _ -> "client_left";
      case Failure.Refused refused -> ofStatus(refused.status());
    };
  }

  /** Why a request was refused before it was whole. */
  public static String ofStatus(int status) {
    return STATUSES.getOrDefault(status, "status_" + status);
  }

  /** Why a worker is to be replaced: the option that says so, where there is one. */
  public static String ofRecycling(String reason, boolean urgent) {
    for (String option : RECYCLING) {
      if (reason.contains(option)) {
        return option.substring(2).replace('-', '_');
      }
    }
    return urgent ? "unhealthy" : "other";
  }
}
