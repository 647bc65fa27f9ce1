package dev.junicorn.observation;

import dev.junicorn.exchange.Failure;
import java.util.List;

/** Reasons as labels: few, and the same words for ever. */
public final class Causes {

  /** Options that have workers replaced; the messages name them. */
  private static final List<String> RECYCLING =
      List.of(
          "--max-requests", "--max-worker-age", "--max-worker-memory-hard", "--max-worker-memory");

  private Causes() {}

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
    return switch (status) {
      case 400 -> "malformed";
      case 408 -> "client_too_slow";
      case 413 -> "body_too_large";
      case 414 -> "request_line_too_long";
      case 417 -> "expectation";
      case 431 -> "headers_too_large";
      case 501 -> "transfer_coding";
      case 503 -> "out_of_room";
      case 505 -> "http_version";
      default -> "status_" + status;
    };
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
