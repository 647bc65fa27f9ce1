package dev.junicorn.observation;

import dev.junicorn.event.ServerEvent;
import dev.junicorn.exchange.TimeSplit;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Adds up what happens until the second is over. */
final class SecondInTheMaking {

  private static final double NANOS = 1e9;

  private final Times durations = new Times();
  private final Times waits = new Times();
  private final Map<String, Integer> refused = new TreeMap<>();
  private int ok;
  private int clientErrors;
  private int serverErrors;
  private int none;
  private int clientsLeft;
  private TimeSplit spent = TimeSplit.ZERO;
  private int looks;
  private long busy;
  private int inFlightBefore;
  private @Nullable Now last;

  void served(ServerEvent.RequestServed request, String failure) {
    count(request.status());
    durations.add(request.elapsed().toNanos());
    spent = spent.plus(request.split());
    if (request.workerPid() != 0) {
      waits.add(request.waited().toNanos());
    }
    if (!failure.isEmpty()) {
      refused(failure);
    }
  }

  private void count(int status) {
    switch (status / 100) {
      case 0 -> none++;
      case 4 -> clientErrors++;
      case 5 -> serverErrors++;
      default -> ok++;
    }
  }

  void refused(String cause) {
    refused.merge(cause, 1, Integer::sum);
  }

  void clientLeft() {
    clientsLeft++;
  }

  void looked(Now now) {
    looks++;
    busy += Now.busy(now.serving());
    last = now;
  }

  /** The second that is over; the next one begins. */
  Second finish(long epochSecond, MachineSeen machine) {
    Now now = last;
    Second.Answers answers = new Second.Answers(ok, clientErrors, serverErrors, none);
    int inFlight = now == null ? 0 : now.running() + now.waiting();
    Second second =
        new Second(
            epochSecond,
            Math.max(0, answers.all() + inFlight - inFlightBefore),
            answers,
            durations.quantiles(),
            waits.quantiles(),
            spent,
            now == null ? 0 : now.serving().size(),
            looks > 0 ? (double) busy / looks : now == null ? 0 : Now.busy(now.serving()),
            now == null ? 0 : now.waiting(),
            now == null ? 0 : now.oldestWait(),
            now == null ? 0 : now.connections(),
            clientsLeft,
            Map.copyOf(refused),
            machine);
    inFlightBefore = inFlight;
    reset();
    return second;
  }

  private void reset() {
    durations.clear();
    waits.clear();
    refused.clear();
    ok = 0;
    clientErrors = 0;
    serverErrors = 0;
    none = 0;
    clientsLeft = 0;
    spent = TimeSplit.ZERO;
    looks = 0;
    busy = 0;
  }

  /** Times whose quantiles are wanted; those beyond the bound are left out. */
  private static final class Times {
    private static final int MOST = 1 << 15;

    private long[] nanos = new long[256];
    private int size;

    private void add(long time) {
      if (size == MOST) {
        return;
      }
      if (size == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * size);
      }
      nanos[size++] = time;
    }

    private Second.Quantiles quantiles() {
      if (size == 0) {
        return Second.Quantiles.NONE;
      }
      Arrays.sort(nanos, 0, size);
      return new Second.Quantiles(at(50), at(95), at(99), nanos[size - 1] / NANOS);
    }

    /** The smallest that so many hundredths do not exceed. */
    private double at(int hundredths) {
      return nanos[Math.max(0, Math.ceilDiv(size * hundredths, 100) - 1)] / NANOS;
    }

    private void clear() {
      size = 0;
    }
  }
}
