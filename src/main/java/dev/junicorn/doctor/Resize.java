package dev.junicorn.doctor;

import dev.junicorn.observation.Second;
import java.util.Locale;
import java.util.Optional;

/**
 * The size that the load of the last seconds needs, by arithmetic: how many requests are in the
 * server at once is how many slots they need if none is to wait (Little's law).
 *
 * @param need requests at once
 * @param why how that was reckoned, for people
 * @param cores what the workers would use of the processors then
 * @param reached whether it is all that is needed; less where memory or the cores end it
 * @param atLeast whether more may be needed: those who were turned away cannot be counted
 */
record Resize(
    int workers,
    int threads,
    double need,
    String why,
    double cores,
    boolean reached,
    boolean atLeast) {

  /** More threads than this hinder each other in one interpreter; another worker helps more. */
  private static final int MOST_THREADS = 32;

  /** The part of a processor that one worker can be expected to use well. */
  private static final double WORKER_CORES = 0.7;

  /** So many times the completions are more arrivals than can be served. */
  private static final double MORE_THAN_SERVED = 1.1;

  /** Fewer than these more arrivals than completions are chance. */
  private static final int SURPLUS = 3;

  static Resize of(Signs signs) {
    Load load = Load.of(signs);
    int workersNow = Math.max(1, signs.now().workersWanted());
    int threadsNow = Math.max(1, signs.now().threads());
    double computing = signs.perRequest(request -> request.split().cpu());
    double waiting = signs.perRequest(request -> request.split().blocked());
    double perSecond = load.need / Math.max(1e-3, computing + waiting);
    double cores = Math.min(perSecond * computing, signs.setup().cores());
    int slots = (int) Math.ceil(load.need - 1e-9);
    int byCores = Math.min((int) Math.ceil(cores / WORKER_CORES), wholeCores(signs));
    int wanted = Math.max(byCores, ceiling(slots, MOST_THREADS));
    int workers = Math.max(workersNow, Math.min(wanted, signs.carriedWorkers()));
    int threads = Math.max(threadsNow, Math.min(ceiling(slots, workers), MOST_THREADS));
    return new Resize(
        workers, threads, load.need, load.why, cores, workers * threads >= slots, load.atLeast);
  }

  int slots() {
    return workers * threads;
  }

  /** Empty where no more slots fit than there are. */
  Optional<Prescription> prescription(Signs signs) {
    return slots() > signs.slots()
        ? Optional.of(new Prescription(workers, threads, why, atLeast))
        : Optional.empty();
  }

  /** Requests that were turned away, each of them maybe several times. */
  private static double turnedAway(Second second) {
    return second.refused().getOrDefault("queue_full", 0)
        + second.refused().getOrDefault("queue_timeout", 0);
  }

  /** How many requests want to run at once, at least. */
  private record Load(double need, String why, boolean atLeast) {

    static Load of(Signs signs) {
      Window recent = signs.recent();
      double service = signs.perRequest(request -> request.split().app());
      double queue = signs.perRequest(request -> request.split().queue());
      Window late = recent.laterHalf();
      double arrived = late.mean(Second::arrived);
      double ended = late.mean(second -> second.answers().all());
      double inside = signs.minute().most(second -> second.busy() + second.waiting());
      double turnedAway = recent.sum(Resize::turnedAway);
      if (turnedAway > 0) {
        return ofMoreThanAreLetIn(signs, turnedAway, Math.min(inside + 1, arrived(late, service)));
      }
      if (service > 0 && grows(late)) {
        double running = arrived * service;
        return new Load(
            running + 2 * Math.sqrt(running),
            "%s arrive and %s are served. Little's law: %s x %s in the app = %.1f at once, and twice the root of that for chance."
                .formatted(
                    Words.rate(arrived),
                    Words.rate(ended),
                    Words.rate(arrived),
                    Words.seconds(service),
                    running),
            false);
      }
      String law =
          service == 0
              ? "No request has ended in these seconds."
              : "Little's law: %s x (%s waiting + %s in the app) = %s in the server at once."
                  .formatted(
                      Words.rate(ended),
                      Words.seconds(queue),
                      Words.seconds(service),
                      String.format(Locale.ROOT, "%.1f", ended * (queue + service)));
      return new Load(
          Math.max(inside, signs.slots()),
          law
              + String.format(Locale.ROOT, " Counted: up to %.0f in the last minute, on ", inside)
              + Words.plural(signs.slots(), "slot")
              + ".",
          false);
    }

    /** What all who came would need if none of them came twice. */
    private static double arrived(Window late, double service) {
      double running = late.mean(Second::arrived) * service;
      return service > 0 ? running + 2 * Math.sqrt(running) : Double.MAX_VALUE;
    }

    /**
     * Who is turned away may come again at once, or never: one more than are let in is all that is
     * certain, and of a long queue not even that.
     *
     * @param wanted how many may want to be served at once
     */
    private static Load ofMoreThanAreLetIn(Signs signs, double turnedAway, double wanted) {
      double need = Math.floor(Math.max(wanted, signs.slots() + 1));
      return new Load(
          need,
          "%s turned away in these seconds, so the number that want to be served at once is not known: at least %.0f, on %s."
              .formatted(
                  Words.plural((long) turnedAway, "request") + (turnedAway == 1 ? " was" : " were"),
                  need,
                  Words.plural(signs.slots(), "slot")),
          true);
    }
  }

  /**
   * Whether more come than are served. In the later half: where users have only just come, the
   * earlier one counts each of them once more than it serves.
   */
  private static boolean grows(Window late) {
    double arrived = late.sum(Second::arrived);
    double ended = late.sum(second -> second.answers().all());
    return arrived > MORE_THAN_SERVED * ended && arrived >= ended + SURPLUS;
  }

  private static int wholeCores(Signs signs) {
    return (int) Math.max(1, Math.round(signs.setup().cores()));
  }

  private static int ceiling(int dividend, int divisor) {
    return (dividend + divisor - 1) / divisor;
  }
}
