package dev.junicorn.doctor;

import dev.junicorn.exchange.TimeSplit;
import dev.junicorn.observation.StackLook.Place;
import dev.junicorn.observation.StackLook.Posture;
import java.util.List;

/**
 * What the requests did while they had a slot, as shares that add up to 1; all 0 where nothing is
 * known.
 *
 * @param cpu computing
 * @param contention could have computed, but others had the processor or the GIL
 * @param blocked waiting for something else
 */
record Work(double cpu, double contention, double blocked) {

  /** Below this share of the slots' time the requests that ended say too little of it. */
  private static final double TELLING = 0.2;

  private static final double NANOS = 1e9;

  /**
   * From the requests that ended, and where those were few, because they take long, from looks at
   * those that run.
   *
   * @param busySeconds how long all slots together were busy
   */
  static Work of(TimeSplit spent, double busySeconds, List<Place> places) {
    if (spent.app() > 0 && (spent.app() / NANOS >= TELLING * busySeconds || places.isEmpty())) {
      double all = spent.app();
      return new Work(spent.cpu() / all, spent.contention() / all, spent.blocked() / all);
    }
    List<Place> seen = places.stream().filter(place -> place.posture() != Posture.UNKNOWN).toList();
    return new Work(
        share(seen, Posture.RUNNING), share(seen, Posture.GIL), share(seen, Posture.BLOCKED));
  }

  private static double share(List<Place> places, Posture posture) {
    return places.isEmpty()
        ? 0
        : (double) places.stream().filter(place -> place.posture() == posture).count()
            / places.size();
  }

  /** One sentence. */
  String sentence() {
    return "Of the time in the app %s was waiting for something else, %s computing, %s kept from computing."
        .formatted(Words.percent(blocked), Words.percent(cpu), Words.percent(contention));
  }
}
