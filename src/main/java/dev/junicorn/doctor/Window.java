package dev.junicorn.doctor;

import dev.junicorn.exchange.TimeSplit;
import dev.junicorn.observation.Second;
import dev.junicorn.observation.ServedRequest;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Some of the last seconds.
 *
 * @param wanted how many seconds it should have
 * @param seconds those that it has, oldest first
 * @param requests that ended in it, oldest first
 */
record Window(int wanted, List<Second> seconds, List<ServedRequest> requests) {

  /** What lasts holds in so many of ten seconds: one or two may be out of line. */
  private static final double MOST = 0.8;

  boolean isFull() {
    return seconds.size() >= wanted;
  }

  Window laterHalf() {
    int half = seconds.size() / 2;
    long since = half == 0 ? 0 : 1000 * seconds.get(half).epochSecond();
    return new Window(
        wanted - wanted / 2,
        seconds.subList(half, seconds.size()),
        requests.stream().filter(request -> request.endedMillis() >= since).toList());
  }

  /** Whether something holds in nearly all of it; never in a window that is not full. */
  boolean lasts(Predicate<Second> predicate) {
    return isFull() && count(predicate) >= MOST * wanted;
  }

  int count(Predicate<Second> predicate) {
    return (int) seconds.stream().filter(predicate).count();
  }

  double mean(ToDoubleFunction<Second> value) {
    return seconds.stream().mapToDouble(value).average().orElse(0);
  }

  double most(ToDoubleFunction<Second> value) {
    return seconds.stream().mapToDouble(value).max().orElse(0);
  }

  double sum(ToDoubleFunction<Second> value) {
    return seconds.stream().mapToDouble(value).sum();
  }

  /** Answers that the server gave itself for this cause. */
  int refused(String cause) {
    return seconds.stream()
        .map(Second::refused)
        .mapToInt((Map<String, Integer> causes) -> causes.getOrDefault(cause, 0))
        .sum();
  }

  /** Where the time of the requests went that ended in it. */
  TimeSplit spent() {
    return seconds.stream().map(Second::spent).reduce(TimeSplit.ZERO, TimeSplit::plus);
  }
}
