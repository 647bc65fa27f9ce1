package dev.junicorn.console;

import dev.junicorn.advice.Advice;
import dev.junicorn.advice.Advised;
import dev.junicorn.advice.Prediction;
import dev.junicorn.doctor.Finding;
import dev.junicorn.exchange.TimeSplit;
import dev.junicorn.observation.MachineSeen;
import dev.junicorn.observation.Mark;
import dev.junicorn.observation.Now;
import dev.junicorn.observation.Observation;
import dev.junicorn.observation.Second;
import dev.junicorn.observation.ServedRequest;
import dev.junicorn.observation.Setup;
import dev.junicorn.observation.SlotSeen;
import dev.junicorn.observation.WorkerSeen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/**
 * A server that does not exist, second by second: three workers with six threads, an app that
 * mostly waits for its database, a reload and a crash. The same every time.
 */
public final class FakeFeed implements ConsoleFeed, ConsoleControl {

  /** What the server is going through. */
  public enum Scene {
    /** Nothing has been seen yet. */
    STARTING,
    /** A third of the slots are busy. */
    CALM,
    /** Every slot is busy and requests wait. */
    FULL
  }

  private static final int WORKERS = 3;
  private static final int THREADS = 6;
  private static final int PAST = 600;
  private static final long MEGABYTE = 1L << 20;

  private static final List<String> TARGETS =
      List.of(
          "/orders/8472/invoice",
          "/reports/monthly?team=north&from=2026-01",
          "/",
          "/api/customers/311",
          "/search?q=blue+kettle",
          "/orders");

  private long began;
  private final List<Second> seconds = new ArrayList<>();
  private volatile Scene scene;
  private volatile Observation newest;
  private int elapsed;

  /**
   * @param epochMillis when it starts to be told; the past is made up
   */
  public FakeFeed(Scene scene, long epochMillis) {
    this.scene = scene;
    this.began = epochMillis / 1000 - PAST;
    for (int second = 0; second < PAST; second++) {
      seconds.add(second(second));
    }
    elapsed = PAST;
    newest = observe();
  }

  /** Lets a second pass. */
  public void tick() {
    seconds.add(second(elapsed++));
    if (seconds.size() > Observation.Bounds.SECONDS) {
      seconds.removeFirst();
    }
    newest = observe();
  }

  /** The clock is set back by so many seconds, and what was seen is forgotten. */
  void setBack(int by) {
    began -= by;
    seconds.clear();
    tick();
  }

  public void play(Scene next) {
    scene = next;
  }

  @Override
  public Optional<Observation> observation() {
    return scene == Scene.STARTING ? Optional.empty() : Optional.of(newest);
  }

  @Override
  public List<Finding> findings() {
    return scene == Scene.FULL ? List.of(slotsFull(), warnings()) : List.of();
  }

  @Override
  public CompletionStage<Advised> advice() {
    return CompletableFuture.completedStage(
        scene == Scene.FULL
            ? new Advised.Given(advice3x14())
            : new Advised.TooLittle("12 requests were answered by the app in the last minutes."));
  }

  @Override
  public CompletionStage<List<BusySlot>> stacks() {
    return CompletableFuture.completedStage(
        newest.now().slots().stream()
            .filter(slot -> !slot.state().equals(SlotSeen.IDLE))
            .map(slot ->
                new BusySlot(
                    slot.worker(),
                    slot.pid(),
                    slot.slot(),
                    slot.method(),
                    slot.target(),
                    slot.seconds(),
                    """
                    Stack (most recent call last):
                      File "/srv/shop/views.py", line 88, in invoice
                        rows = db.fetch(INVOICE, order)
                      File "/srv/shop/db.py", line 41, in fetch
                        return connection.execute(statement, values)
                      File "/usr/lib/python3/dist-packages/psycopg2/extras.py", line 236, in execute
                        return super().execute(query, vars)\
                    """,
                    "the interpreter answers"))
            .toList());
  }

  /** More than 99 threads do not fit. */
  @Override
  public CompletionStage<Outcome> scale(int workers, int threads, String asker) {
    return CompletableFuture.completedStage(
        threads < 100
            ? new Outcome(
                true, "Now %d workers with %d threads each.".formatted(workers, threads), "")
            : new Outcome(false, "Too many threads.", "asked by " + asker));
  }

  @Override
  public CompletionStage<Outcome> reload(String asker) {
    return CompletableFuture.completedStage(
        new Outcome(false, "Not reloaded, the old code serves on.", "SyntaxError: invalid syntax"));
  }

  private boolean isFull(int second) {
    return scene == Scene.FULL && second > PAST - 240;
  }

  private Second second(int second) {
    Random dice = new Random(second);
    boolean full = isFull(second);
    double wave = 1 + 0.3 * Math.sin(second / 23.0) + 0.1 * dice.nextGaussian();
    int arrived = (int) Math.max(0, (full ? 41 : 18) * wave);
    double p50 = (full ? 0.42 : 0.11) * (0.9 + 0.2 * dice.nextDouble());
    double queue = full ? 0.6 + 0.5 * Math.abs(Math.sin(second / 17.0)) : 0.0004;
    int waiting = full ? 4 + dice.nextInt(6) : 0;
    int failed = second % 97 < 2 ? 3 : 0;
    return new Second(
        began + second,
        arrived,
        new Second.Answers(Math.max(0, arrived - 2), dice.nextInt(3), failed, 0),
        new Second.Quantiles(
            p50 + queue / 2, 2.4 * p50 + queue, 3.1 * p50 + queue, 4 * p50 + queue),
        new Second.Quantiles(queue / 2, queue, queue * 1.2, queue * 1.3),
        new TimeSplit(0, 0, 0, 0, 0, 0, 0),
        WORKERS * THREADS,
        full ? 18 : Math.min(18, 5 * wave),
        waiting,
        waiting > 0 ? queue : 0,
        30 + dice.nextInt(8),
        dice.nextInt(2),
        full && dice.nextInt(9) == 0 ? Map.of("queue_timeout", 1) : Map.of(),
        new MachineSeen(
            0.05 + 0.02 * dice.nextDouble(),
            0.3 * wave,
            0.42 * wave + 0.1,
            0,
            0,
            96 * MEGABYTE,
            (210 + second / 20) * MEGABYTE,
            (1460 - second / 20) * MEGABYTE,
            90));
  }

  private Observation observe() {
    long now = (began + elapsed) * 1000;
    return new Observation(
        now,
        new Setup(
            "0.1.0",
            "shop.wsgi:application",
            List.of("0.0.0.0:8000"),
            false,
            false,
            2,
            2048 * MEGABYTE,
            30,
            30,
            75,
            10,
            200,
            1 << 30,
            0,
            0,
            1 << 16,
            false,
            false,
            "Azure App Service",
            ""),
        now(),
        List.copyOf(seconds),
        requests(now),
        List.of(
            new Mark(
                (began + 130) * 1000, Mark.Kind.RELOAD, "Generation 2 serves: reloaded by HUP."),
            new Mark(
                (began + 410) * 1000,
                Mark.Kind.CRASH,
                "Worker 2 (pid 4712) died: killed by signal 9 (KILL); the cgroup ran out of memory."),
            new Mark((began + 412) * 1000, Mark.Kind.READY, "Worker 4 (pid 4790) is ready.")),
        List.of(),
        List.of(),
        true);
  }

  private Now now() {
    boolean full = isFull(elapsed);
    List<SlotSeen> slots = new ArrayList<>();
    List<WorkerSeen> workers = new ArrayList<>();
    for (int worker = 1; worker <= WORKERS; worker++) {
      int pid = 4710 + worker;
      workers.add(
          new WorkerSeen(
              worker,
              pid,
              2,
              THREADS,
              "ready",
              elapsed,
              400L * worker + elapsed,
              (64 + 3L * worker) * MEGABYTE,
              0.09 + worker / 50.0,
              "",
              List.of()));
      for (int thread = 0; thread < THREADS; thread++) {
        slots.add(slot(worker, pid, thread, full));
      }
    }
    int running = (int) slots.stream().filter(slot -> !slot.state().equals(SlotSeen.IDLE)).count();
    return new Now(
        "ready",
        elapsed,
        2,
        null,
        WORKERS,
        THREADS,
        running,
        full ? 7 : 0,
        full ? 1.24 : 0,
        34,
        workers,
        slots);
  }

  private SlotSeen slot(int worker, int pid, int thread, boolean full) {
    int number = worker * THREADS + thread;
    boolean busy = full || number % 3 == 0;
    if (!busy) {
      return new SlotSeen(worker, pid, thread, SlotSeen.IDLE, "", "", 0, 0);
    }
    boolean stuck = full && worker == 3 && thread == 4;
    return new SlotSeen(
        worker,
        pid,
        thread,
        stuck ? SlotSeen.STUCK : SlotSeen.BUSY,
        number % 4 == 1 ? "POST" : "GET",
        TARGETS.get(number % TARGETS.size()),
        stuck ? 31.6 : number * 0.0721 % 1.4 + (number == 9 ? 12 : 0),
        full && number % 5 == 0 ? 2 : 0);
  }

  private static List<ServedRequest> requests(long now) {
    return IntStream.range(0, 400).mapToObj(number -> request(number, now)).toList();
  }

  private static ServedRequest request(int number, long now) {
    Random dice = new Random(number);
    String target = TARGETS.get(dice.nextInt(TARGETS.size()));
    String path = target.replaceFirst("\\?.*", "");
    long scale = path.startsWith("/reports") ? 2_600_000 : 190_000;
    TimeSplit split =
        new TimeSplit(
            1000L * dice.nextInt(900),
            1000L * dice.nextInt(1_100_000),
            1000L * dice.nextInt(900),
            (long) (scale * 100 * dice.nextDouble()),
            1000L * dice.nextInt(20_000),
            (long) (scale * 700 * dice.nextDouble()),
            number == 77 ? 2_900_000_000L : 1000L * dice.nextInt(2_000));
    return new ServedRequest(
        now - (400 - number) * 600L,
        number,
        "r" + number,
        number % 4 == 1 ? "POST" : "GET",
        path,
        path.replaceAll("/[0-9]+", "/{id}"),
        number % 90 == 17 ? 504 : 200,
        4711 + number % WORKERS,
        512,
        number % 90 == 17 ? "deadline" : "",
        split);
  }

  private static Finding slotsFull() {
    return new Finding(
        "slots-full",
        Finding.Weight.CRITICAL,
        "All 18 slots are busy while the processors idle",
        "A slot (a thread of a worker) serves one request at a time. Requests spend 88 % of their time"
            + " waiting for something outside Python, so more of them could run at once.",
        List.of(
            "18 of 18 slots busy in 58 of the last 60 s",
            "queue wait p95 1.1 s",
            "CPU 0.31 of 2 cores"),
        List.of(
            "Restart with `--workers 3 --threads 14`.",
            "On App Service: `gunicorn --workers 3 --threads 14 shop.wsgi:application`"),
        "Queue wait p95 falls from 1.1 s to about 0.02 s.");
  }

  private static Finding warnings() {
    return new Finding(
        "app-warns",
        Finding.Weight.NOTE,
        "The app prints a warning, 12 times so far",
        "Python or a library calls something deprecated.",
        List.of("`DeprecationWarning: datetime.utcnow() is deprecated`"),
        List.of("Look for it in the app's code."),
        "Nothing now; it avoids surprise at the next upgrade of Python.");
  }

  private static Advice advice3x14() {
    List<Prediction> options = new ArrayList<>();
    for (int workers : new int[] {1, 2, 3, 4, 6}) {
      for (int threads : new int[] {1, 2, 3, 4, 6, 8, 12, 16, 24, 32}) {
        options.add(predicted(workers, threads));
      }
    }
    // Between the steps only one number of workers was tried.
    options.add(predicted(3, 13));
    options.add(predicted(3, 14));
    return new Advice(
        "Take 3 workers with 14 threads instead of 3 with 6: requests would wait 0.02 s instead of 1.1 s.",
        predicted(3, 6),
        predicted(3, 14),
        options,
        List.of(
            "Requests wait for something outside Python for 88 % of their time, so threads help.",
            "A fourth worker would take 68 MB and gain nothing."),
        "fair",
        "400 requests in 240 s; with 1,000 or more it would be high.",
        400,
        240,
        "gunicorn --workers 3 --threads 14 shop.wsgi:application");
  }

  private static Prediction predicted(int workers, int threads) {
    double room = workers * threads / 36.0;
    double queue = room >= 1 ? 0.02 / room : 0.02 + 2.2 * (1 - room) * (1 - room) / room;
    return new Prediction(
        workers,
        threads,
        queue / 3,
        queue,
        0.9 + queue,
        Math.min(41, 41 * Math.min(1, room * 1.2)),
        0.33,
        (60L + threads) * workers * MEGABYTE,
        workers * (60 + threads) < 400);
  }
}
