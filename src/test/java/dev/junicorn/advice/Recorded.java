package dev.junicorn.advice;

import dev.junicorn.exchange.TimeSplit;
import dev.junicorn.observation.MachineSeen;
import dev.junicorn.observation.Mark;
import dev.junicorn.observation.Now;
import dev.junicorn.observation.Observation;
import dev.junicorn.observation.Second;
import dev.junicorn.observation.ServedRequest;
import dev.junicorn.observation.Setup;
import dev.junicorn.observation.SlotSeen;
import dev.junicorn.observation.StackLook;
import dev.junicorn.observation.WorkerSeen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a recorder would have seen of a server that did exactly this. Times in seconds. */
public final class Recorded {

  static final long MB = 1L << 20;
  private static final long START = 1_700_000_000_000L;
  private static final double GIGA = 1e9;

  private final List<ServedRequest> requests = new ArrayList<>();
  private final List<Mark> marks = new ArrayList<>();
  private final List<SlotSeen> slots = new ArrayList<>();
  private int workers = 1;
  private int threads = 1;
  private int waiting;
  private boolean oneLine;
  private double cores = 2;
  private long each = 40 * MB;
  private long free = 8192 * MB;

  public Recorded size(int newWorkers, int newThreads) {
    workers = newWorkers;
    threads = newThreads;
    return this;
  }

  Recorded cores(double count) {
    cores = count;
    return this;
  }

  Recorded memory(long ofEach, long freeBytes) {
    each = ofEach;
    free = freeBytes;
    return this;
  }

  /** A request that came then, waited, and took no longer than it had to. */
  Recorded request(double at, double queue, double cpu, double blocked) {
    return add(at, queue, cpu, 0, blocked, 100);
  }

  Recorded add(double at, double queue, double cpu, double contention, double blocked, int pid) {
    TimeSplit split =
        new TimeSplit(0, nanos(queue), 0, nanos(cpu), nanos(contention), nanos(blocked), 0);
    requests.add(
        new ServedRequest(
            START + (long) (1000 * (at + queue + cpu + contention + blocked)),
            nanos(at),
            "",
            "GET",
            "/",
            "/",
            pid == 0 ? 503 : 200,
            pid,
            0,
            pid == 0 ? "queue_full" : "",
            split));
    return this;
  }

  /** Clients that send the next request at once, on a server of so many slots. */
  public Recorded clients(int clients, int slots, int count, double cpu, double blocked) {
    double service = cpu + blocked;
    double[] slotFree = new double[slots];
    double[] arrives = new double[clients];
    for (int i = 0; i < count; i++) {
      int client = first(arrives);
      int slot = first(slotFree);
      double begins = Math.max(arrives[client], slotFree[slot]);
      request(arrives[client], begins - arrives[client], cpu, blocked);
      arrives[client] = begins + service;
      slotFree[slot] = begins + service;
    }
    return this;
  }

  /** The size was changed then. */
  Recorded resized(double at) {
    marks.add(new Mark(START + (long) (1000 * at), Mark.Kind.RESIZE, "asked for"));
    return this;
  }

  /** So many requests run and have not ended. */
  public Recorded running(int count, String target, double seconds) {
    for (int i = 0; i < count; i++) {
      int worker = 1 + slots.size() % workers;
      slots.add(
          new SlotSeen(
              worker, 99 + worker, slots.size() / workers, "busy", "GET", target, seconds, 0));
    }
    return this;
  }

  /** All slots were at one line at each of some looks, for ten seconds. */
  Recorded atOneLine() {
    oneLine = true;
    return this;
  }

  /** All slots have been busy for ten seconds, and so many requests waited for one. */
  Recorded waiting(int count) {
    waiting = count;
    return this;
  }

  private List<Second> seconds() {
    List<Second> seconds = new ArrayList<>();
    for (int ago = oneLine || waiting > 0 ? 10 : 1; ago > 0; ago--) {
      seconds.add(second(START / 1000 - ago));
    }
    return seconds;
  }

  private Second second(long epochSecond) {
    int busy = oneLine || waiting > 0 ? workers * threads : 0;
    return new Second(
        epochSecond,
        0,
        new Second.Answers(0, 0, 0, 0),
        Second.Quantiles.NONE,
        Second.Quantiles.NONE,
        new TimeSplit(0, 0, 0, 0, 0, nanos(busy), 0),
        workers * threads,
        busy,
        waiting,
        0,
        0,
        0,
        Map.of(),
        new MachineSeen(0, 0, 0, 0, 0, 0, each * workers, free, 0));
  }

  private List<StackLook> looks() {
    List<StackLook.Place> places = new ArrayList<>();
    for (int slot = 0; slot < workers * threads; slot++) {
      places.add(
          new StackLook.Place(
              slot / threads,
              slot % threads,
              "GET",
              "/",
              1,
              StackLook.Posture.BLOCKED,
              "",
              List.of("/srv/app.py:7 view")));
    }
    return oneLine
        ? List.of(new StackLook(START - 2000, places), new StackLook(START, places))
        : List.of();
  }

  public Observation observation() {
    List<WorkerSeen> seen = new ArrayList<>();
    for (int i = 1; i <= workers; i++) {
      seen.add(new WorkerSeen(i, 99 + i, 1, threads, "ready", 60, 100, each, 0, "", List.of()));
    }
    return new Observation(
        START,
        setup(),
        new Now(
            "ready",
            60,
            1,
            null,
            workers,
            threads,
            slots.size(),
            waiting,
            0,
            0,
            List.copyOf(seen),
            List.copyOf(slots)),
        seconds(),
        List.copyOf(requests),
        List.copyOf(marks),
        looks(),
        List.of(),
        true);
  }

  private Setup setup() {
    return new Setup(
        "1",
        "app:create_app()",
        List.of("127.0.0.1:8000"),
        true,
        true,
        cores,
        16384 * MB,
        30,
        30,
        75,
        60,
        2048,
        1 << 30,
        0,
        0,
        1024,
        false,
        false,
        "",
        "/srv/the shop");
  }

  private static int first(double[] times) {
    int first = 0;
    for (int i = 1; i < times.length; i++) {
      first = times[i] < times[first] ? i : first;
    }
    return first;
  }

  private static long nanos(double seconds) {
    return (long) (GIGA * seconds);
  }
}
