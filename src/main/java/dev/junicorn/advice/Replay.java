package dev.junicorn.advice;

import java.util.Arrays;

/**
 * Replays a {@link Workload} on another number of workers and threads, event by event. What is
 * modelled:
 *
 * <ul>
 *   <li>a request computes, waits, computes, waits, computes; both parts in equal shares;
 *   <li>of a worker's threads one computes at a time (the GIL); where others want to, it gives the
 *       lock up after {@link #SWITCH_SECONDS}, as CPython does. Without a GIL each thread computes
 *       like a worker of its own;
 *   <li>workers that compute share the cores evenly;
 *   <li>a request goes to the worker that runs the fewest, else it waits, first come first served;
 *   <li>clients that wait for their answers send the next request at once ({@link
 *       Workload.Seen#clients}); others send as recorded;
 *   <li>requests that hold a slot and have not ended ({@link Held}) do so from the beginning to the
 *       end, spread evenly over the workers.
 * </ul>
 *
 * <p>Reused for one size after the other; confined to one thread.
 */
final class Replay {

  /** {@code sys.getswitchinterval()}. */
  private static final double SWITCH_SECONDS = 0.005;

  /** A request that computes for long changes turns at most about so often: bounds the work. */
  private static final int TURNS = 20;

  private static final int BLOCKED_PARTS = 2;

  /** So many requests of each client are enough to see how it goes on. */
  private static final int ROUNDS = 50;

  private static final double NEVER = Double.POSITIVE_INFINITY;
  private static final double ROUNDING = 1e-9;

  private final Workload load;
  private final double cores;
  private final boolean gil;
  private final double turn;
  private final int total;
  private final int warmUp;
  private final double[] arrived;
  private final double[] waited;
  private final double[] taken;
  private final double[] ended;
  private final int[] queue;

  // One run's state.
  private int threads;
  private Crew[] crew = {};
  private final Alarms alarms = new Alarms();
  private double now;
  private double computed;
  private int nextArrival;
  private int nextCreated;
  private int queueHead;
  private int queueTail;
  private int done;

  /**
   * @param cores how many the workers have, more than 0
   * @param gil whether Python runs one thread of a worker at a time
   */
  Replay(Workload load, double cores, boolean gil) {
    this.load = load;
    this.cores = cores;
    this.gil = gil;
    this.turn = Math.max(SWITCH_SECONDS, load.seen().compute() / TURNS);
    int clients = load.seen().clients();
    this.total = Math.max(load.size(), Math.min(Workload.MOST, ROUNDS * clients));
    this.warmUp = Math.min(clients, total / 4);
    arrived = new double[total];
    waited = new double[total];
    taken = new double[total];
    ended = new double[total];
    queue = new int[total];
  }

  /** What one size does; where all of its slots are held, nothing ends as long as it lasts. */
  record Outcome(
      double queueP50, double queueP95, double durationP95, double throughput, double cores) {}

  Outcome run(int workers, int threadsEach) {
    if (load.held().free(workers * threadsEach) == 0) {
      double span = load.seen().span();
      return new Outcome(span, span, span, 0, 0);
    }
    if (gil) {
      reset(workers, threadsEach);
    } else {
      reset(workers * threadsEach, 1);
    }
    while (done < total) {
      step();
    }
    return outcome();
  }

  private void reset(int workers, int threadsEach) {
    threads = threadsEach;
    crew = new Crew[workers];
    int held = load.held().count();
    Arrays.setAll(
        crew, worker -> new Crew(threadsEach, held / workers + (worker < held % workers ? 1 : 0)));
    alarms.clear(workers * threadsEach);
    now = 0;
    computed = 0;
    nextArrival = 0;
    queueHead = 0;
    queueTail = 0;
    done = 0;
    createArrivals();
  }

  /** All of them, or the first of each client, spread over the time that one takes. */
  private void createArrivals() {
    int clients = load.seen().clients();
    nextCreated = clients == 0 ? total : Math.min(clients, total);
    double each = load.seen().compute() + load.seen().blocked();
    for (int i = 0; i < nextCreated; i++) {
      arrived[i] = clients == 0 ? load.arrival(i) : each * i / clients;
    }
  }

  /** Up to the next event, and through it. */
  private void step() {
    int active = 0;
    for (Crew worker : crew) {
      active += worker.computes() ? 1 : 0;
    }
    double speed = active == 0 ? 1 : Math.min(1, cores / active);
    double arrival = nextArrival < nextCreated ? arrived[nextArrival] : NEVER;
    double next = Math.min(arrival, alarms.first());
    int first = -1;
    for (int worker = 0; worker < crew.length; worker++) {
      if (crew[worker].computes() && now + crew[worker].untilEvent() / speed < next) {
        next = now + crew[worker].untilEvent() / speed;
        first = worker;
      }
    }
    advance(Math.max(0, next - now) * speed, active);
    now = Math.max(now, next);
    if (first >= 0) {
      turnEnds(first);
    } else if (arrival <= alarms.first()) {
      queue[queueTail++] = nextArrival++;
      startWaiting();
    } else {
      int slot = alarms.take();
      crew[slot / threads].wantsToCompute(slot % threads, turn);
    }
  }

  private void advance(double work, int active) {
    if (work > 0 && active > 0) {
      for (Crew worker : crew) {
        worker.advance(work);
      }
      computed += work * active;
    }
  }

  private void turnEnds(int worker) {
    Crew of = crew[worker];
    if (of.partLeft() > ROUNDING) {
      of.giveWay(turn);
      return;
    }
    int slot = of.stopComputing(turn);
    int request = of.request[slot];
    double wait = load.wait(request % load.size());
    if (of.parts[slot] == 0 || wait <= 0) {
      finish(of, slot, request);
    } else {
      alarms.set(now + wait / BLOCKED_PARTS, worker * threads + slot);
      of.parts[slot]--;
    }
  }

  private void finish(Crew worker, int slot, int request) {
    worker.release(slot);
    taken[request] = now - arrived[request];
    ended[done++] = now;
    if (nextCreated < total) {
      arrived[nextCreated++] = now;
    }
    startWaiting();
  }

  private void startWaiting() {
    while (queueHead < queueTail) {
      Crew idlest = idlest();
      if (idlest.busy == threads) {
        return;
      }
      int request = queue[queueHead++];
      waited[request] = now - arrived[request];
      int work = request % load.size();
      boolean whole = load.wait(work) <= 0;
      idlest.begin(request, load.compute(work), whole ? 0 : BLOCKED_PARTS, turn);
    }
  }

  private Crew idlest() {
    Crew best = crew[0];
    for (Crew worker : crew) {
      if (worker.busy < best.busy) {
        best = worker;
      }
    }
    return best;
  }

  private Outcome outcome() {
    int from = warmUp;
    int counted = total - from;
    double[] waits = Arrays.copyOfRange(waited, from, total);
    double[] durations = Arrays.copyOfRange(taken, from, total);
    double p50 = Workload.quantile(waits, counted, 50);
    return new Outcome(
        p50,
        waits[Math.min(counted - 1, counted * 95 / 100)],
        Workload.quantile(durations, counted, 95),
        throughput(),
        computed / Math.max(ROUNDING, now - arrived[0]));
  }

  /**
   * While all clients are there: not at the beginning, and not when one after the other is done.
   */
  private double throughput() {
    if (warmUp == 0) {
      return total / Math.max(ROUNDING, now - arrived[0]);
    }
    int last = total - warmUp - 1;
    return (last - warmUp) / Math.max(ROUNDING, ended[last] - ended[warmUp]);
  }

  /** One worker: its threads, and the line of those that want to compute; the first one does. */
  private static final class Crew {
    final int[] request;
    final int[] parts;
    final double[] part;
    int busy;

    private final double[] left;
    private final int[] free;
    private final int[] line;
    private int lineHead;
    private int lineLength;
    private double turnLeft = NEVER;

    /**
     * @param held how many of the threads are never free
     */
    Crew(int threads, int held) {
      busy = held;
      request = new int[threads];
      parts = new int[threads];
      part = new double[threads];
      left = new double[threads];
      line = new int[threads];
      free = new int[threads];
      Arrays.setAll(free, slot -> slot);
    }

    void begin(int newRequest, double compute, int blockedParts, double turn) {
      int slot = free[busy++];
      request[slot] = newRequest;
      parts[slot] = blockedParts;
      part[slot] = compute / (blockedParts + 1);
      wantsToCompute(slot, turn);
    }

    void release(int slot) {
      free[--busy] = slot;
    }

    boolean computes() {
      return lineLength > 0;
    }

    double untilEvent() {
      return Math.min(left[line[lineHead]], turnLeft);
    }

    double partLeft() {
      return left[line[lineHead]];
    }

    void advance(double work) {
      if (lineLength > 0) {
        left[line[lineHead]] -= work;
        turnLeft -= work;
      }
    }

    void wantsToCompute(int slot, double turn) {
      left[slot] = part[slot];
      line[(lineHead + lineLength++) % line.length] = slot;
      if (lineLength == 2) {
        turnLeft = turn;
      }
    }

    /** The first goes to the end of the line. */
    void giveWay(double turn) {
      int slot = line[lineHead];
      lineHead = (lineHead + 1) % line.length;
      line[(lineHead + lineLength - 1) % line.length] = slot;
      turnLeft = lineLength > 1 ? turn : NEVER;
    }

    int stopComputing(double turn) {
      int slot = line[lineHead];
      lineHead = (lineHead + 1) % line.length;
      lineLength--;
      turnLeft = lineLength > 1 ? turn : NEVER;
      return slot;
    }
  }

  /** When threads that wait for something have it: a binary heap without objects. */
  private static final class Alarms {
    private double[] times = {};
    private int[] slots = {};
    private int size;

    void clear(int most) {
      size = 0;
      if (times.length < most) {
        times = new double[most];
        slots = new int[most];
      }
    }

    double first() {
      return size == 0 ? NEVER : times[0];
    }

    void set(double time, int slot) {
      int at = size++;
      while (at > 0 && times[(at - 1) / 2] > time) {
        move((at - 1) / 2, at);
        at = (at - 1) / 2;
      }
      times[at] = time;
      slots[at] = slot;
    }

    int take() {
      int taken = slots[0];
      double time = times[--size];
      int slot = slots[size];
      int at = 0;
      while (true) {
        int child = 2 * at + 1;
        if (child + 1 < size && times[child + 1] < times[child]) {
          child++;
        }
        if (child >= size || times[child] >= time) {
          break;
        }
        move(child, at);
        at = child;
      }
      times[at] = time;
      slots[at] = slot;
      return taken;
    }

    private void move(int from, int to) {
      times[to] = times[from];
      slots[to] = slots[from];
    }
  }
}
