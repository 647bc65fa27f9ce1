package dev.junicorn.doctor;

import dev.junicorn.observation.Observation;
import java.util.List;

/**
 * What the doctor found, and what was looked at for it.
 *
 * @param findings the most important first; empty where nothing is wrong
 * @param seconds how much of the past there was to look at
 * @param requests how many ended requests there were
 * @param workers how many there should be
 * @param threads of each
 * @param busySlots how many slots were busy on average in the last {@value Signs#RECENT} seconds
 * @param workerCores processors that the workers used, likewise
 * @param cores processors that may be used
 * @param waiting requests in the wait queue
 * @param crowdedSeconds for how long, up to now, all slots have been busy while requests waited
 */
public record Examination(
    List<Finding> findings,
    int seconds,
    int requests,
    int workers,
    int threads,
    double busySlots,
    double workerCores,
    double cores,
    int waiting,
    int crowdedSeconds) {

  /** Most findings need so many seconds to look at. */
  public static final int LEAST_SECONDS = Signs.RECENT;

  /** Examines the server. */
  public static Examination of(Observation seen) {
    Signs signs = new Signs(seen);
    Window recent = signs.recent();
    return new Examination(
        Doctor.examine(seen),
        seen.seconds().size(),
        seen.requests().size(),
        seen.now().workersWanted(),
        seen.now().threads(),
        recent.mean(second -> second.busy()),
        recent.mean(second -> second.machine().workerCores()),
        seen.setup().cores(),
        seen.now().waiting(),
        signs.crowdedSeconds());
  }
}
