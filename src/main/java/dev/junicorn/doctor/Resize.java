package dev.junicorn.doctor;

import dev.junicorn.observation.Second;
import dev.junicorn.plan.Sizing;
import java.util.Locale;

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

  /** The part of a processor that one worker can be expected to use well. */
  private static final double WORKER_CORES = 0.7;

  /** So many times the completions are more arrivals than can be served. */
  private static final double MORE_THAN_SERVED = 1.1;

  /** Fewer than these more arrivals than completions are chance. */
  private static final int SURPLUS = 3;

  /** For all who want to be served at once. */
  static Resize of(Signs signs) {
    return of(signs, Load.of(signs));
  }

  /** As many slots as there are, in as many workers as there may be. */
  static Resize ofAsManySlots(Signs signs) {
    return of(signs, new Load(signs.slots(), "", false));
  }

  private static Resize of(Signs signs, Load load) {
    double computing = signs.perRequest(request -> request.split().cpu());
    double waiting = signs.perRequest(request -> request.split().blocked());
    double perSecond = load.need / Math.max(1e-3, computing + waiting);
    double cores = Math.min(perSecond * computing, signs.setup().cores());
    int slots = (int) Math.ceil(load.need - 1e-9);
    int byCores = Math.min((int) Math.ceil(cores / WORKER_CORES - 1e-9), wholeCores(signs));
    int bySlots = Math.ceilDiv(slots, Sizing.MOST_THREADS);
    int useful = signs.wouldUseThemUp(cores) ? TooManyWorkers.most(signs) : Sizing.MOST_ASKED;
    int wanted = Math.max(byCores, Math.min(bySlots, useful));
    int workers = Math.min(Math.max(signs.workers(), wanted), signs.room().most());
    int threads = Math.min(Math.ceilDiv(slots, workers), mostThreads(signs, workers));
    return new Resize(
        workers, threads, load.need, load.why, cores, workers * threads >= slots, load.atLeast);
  }

  int slots() {
    return workers * threads;
  }

  /** What keeps it from having more slots, where it has no more than there are: a sentence. */
  String bound(Signs signs) {
    return "%s in each worker %s as many as help, and %s: make the requests shorter, or use a bigger machine."
        .formatted(
            Words.plural(threads, "thread"),
            threads == 1 ? "is" : "are",
            workers < signs.room().most()
                ? "the processors have no time for more workers"
                : "memory carries no more workers");
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
        return ofMoreThanAreServed(signs, arrived, service, inside);
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
          Math.max(inside, signs.slots() + 1),
          law
              + String.format(Locale.ROOT, " Counted: up to %.0f in the last minute, on ", inside)
              + Words.plural(signs.slots(), "slot")
              + ".",
          inside <= signs.slots());
    }

    /** What all who came would need if none of them came twice. */
    private static double arrived(Window late, double service) {
      return service > 0 ? withChance(late.mean(Second::arrived) * service) : Double.MAX_VALUE;
    }

    private static double withChance(double running) {
      return running + 2 * Math.sqrt(running);
    }

    /** A queue grows; never more than there are in the server, since what comes may end again. */
    private static Load ofMoreThanAreServed(
        Signs signs, double arrived, double service, double inside) {
      double running = arrived * service;
      double most = Math.max(inside, signs.slots() + 1);
      String law =
          "%s arrive and %s are served. Little's law: %s x %s in the app = %.1f at once, and twice the root of that for chance."
              .formatted(
                  Words.rate(arrived),
                  Words.rate(signs.recent().laterHalf().mean(second -> second.answers().all())),
                  Words.rate(arrived),
                  Words.seconds(service),
                  running);
      boolean beyond = withChance(running) > most;
      return new Load(
          Math.clamp(withChance(running), signs.slots() + 1.0, most),
          beyond
              ? law + " So many have not been there yet: counted were up to %.0f.".formatted(inside)
              : law,
          beyond);
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

  /** No fewer than those of now have slots together. */
  private static int mostThreads(Signs signs, int workers) {
    int asManySlots = Math.ceilDiv(signs.slots(), workers);
    return Math.clamp(asManySlots, Sizing.MOST_THREADS, Sizing.MOST_ASKED);
  }

  private static int wholeCores(Signs signs) {
    return (int) Math.max(1, Math.round(signs.setup().cores()));
  }
}
