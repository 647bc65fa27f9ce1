package dev.junicorn.advice;

import dev.junicorn.observation.Observation;
import dev.junicorn.observation.ServedRequest;
import dev.junicorn.observation.SlotSeen;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Slots that a request has taken and does not give back: event streams, long polls, exports. What
 * is recorded are requests that have ended, so these are missing there. Since nobody knows when
 * they will end, every size has them for as long as the replay lasts.
 *
 * @param count how many slots
 * @param shortest seconds for which the youngest of these requests has run; 0 where there is none
 * @param longest seconds for which the oldest has
 * @param what the most frequent of them, method and path; empty where there is none
 */
record Held(int count, double shortest, double longest, String what) {

  static final Held NOTHING = new Held(0, 0, 0, "");

  /** A younger request may end at any moment, as those recorded have. Seconds. */
  private static final double LONG = 1;

  /** Of those recorded. */
  private static final int NEARLY_ALL = 95;

  private static final int LONGEST_PATH = 80;
  private static final double NANO = 1e-9;

  /**
   * The running requests that are older than nearly all recorded ones became, less those of that
   * length that the record has anyway.
   *
   * @param recorded those that are replayed; by arrival
   */
  static Held of(Observation observation, List<ServedRequest> recorded) {
    double ordinary = Math.max(LONG, usual(recorded));
    List<SlotSeen> running =
        observation.now().serving().stream()
            .filter(slot -> slot.state().equals(SlotSeen.BUSY) && slot.seconds() >= ordinary)
            .sorted(Comparator.comparingDouble(SlotSeen::seconds).reversed())
            .toList();
    int count = running.size() - (int) Math.round(atOnce(recorded, ordinary));
    return count <= 0
        ? NOTHING
        : new Held(
            count,
            running.get(count - 1).seconds(),
            running.getFirst().seconds(),
            mostFrequent(running.subList(0, count)));
  }

  /** How many of so many slots are left. */
  int free(int slots) {
    return Math.max(0, slots - count);
  }

  /** {@code 6 requests (GET /events) have run for 31 to 45 s and have not ended}. */
  String sentence() {
    long from = (long) shortest;
    long to = (long) longest;
    return "%s (%s) %s run for %s s and %s not ended"
        .formatted(
            Phrases.count(count, "request"),
            what,
            count == 1 ? "has" : "have",
            from == to ? "" + to : from + " to " + to,
            count == 1 ? "has" : "have");
  }

  private static double usual(List<ServedRequest> recorded) {
    double[] lengths = recorded.stream().mapToDouble(Held::inApp).toArray();
    return Workload.quantile(lengths, lengths.length, NEARLY_ALL);
  }

  /** How many requests of such a length the record has at once, on average. */
  private static double atOnce(List<ServedRequest> recorded, double atLeast) {
    if (recorded.isEmpty()) {
      return 0;
    }
    double begin = NANO * recorded.getFirst().arrivedNanos();
    double end = recorded.stream().mapToDouble(Held::end).max().orElse(begin);
    double taken = recorded.stream().mapToDouble(Held::inApp).filter(t -> t >= atLeast).sum();
    return taken / Math.max(LONG, end - begin);
  }

  private static double end(ServedRequest request) {
    return NANO * (request.arrivedNanos() + request.split().queue()) + inApp(request);
  }

  private static double inApp(ServedRequest request) {
    return NANO * request.split().app();
  }

  private static String mostFrequent(List<SlotSeen> running) {
    return running.stream()
        .collect(Collectors.groupingBy(Held::named, Collectors.counting()))
        .entrySet()
        .stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("");
  }

  private static String named(SlotSeen slot) {
    int query = slot.target().indexOf('?');
    String path = query < 0 ? slot.target() : slot.target().substring(0, query);
    String shown = path.replaceAll("[^!-~]", "?");
    return slot.method()
        + " "
        + (shown.length() <= LONGEST_PATH ? shown : shown.substring(0, LONGEST_PATH) + "...");
  }
}
