package dev.junicorn.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.exchange.TimeSplit;
import dev.junicorn.observation.MachineSeen;
import dev.junicorn.observation.Mark;
import dev.junicorn.observation.Now;
import dev.junicorn.observation.Observation;
import dev.junicorn.observation.PrintedWarning;
import dev.junicorn.observation.Refused;
import dev.junicorn.observation.Second;
import dev.junicorn.observation.Second.Answers;
import dev.junicorn.observation.Second.Quantiles;
import dev.junicorn.observation.ServedRequest;
import dev.junicorn.observation.Setup;
import dev.junicorn.observation.SlotSeen;
import dev.junicorn.observation.StackLook;
import dev.junicorn.observation.StackLook.Place;
import dev.junicorn.observation.StackLook.Posture;
import dev.junicorn.observation.WorkerSeen;
import dev.junicorn.observation.WorkerSeen.MemoryPoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A made-up server on two processors, well unless it is told otherwise; a minute old. */
final class SampleServer {

  static final long NOW = 1_000_000_000_000L;
  static final long MILLI = 1_000_000L;
  private static final long MEGA = 1 << 20;

  String state = "ready";
  int workers = 2;
  int threads = 4;
  int seconds = 60;
  double busy = 4;
  int waiting;
  int arrived = 20;
  int answered = 20;
  int clientsLeft;
  double serverCores = 0.05;
  double workerCores = 0.4;
  double machineCores = 0.6;
  double throttled;
  long swapped;
  long freeMemory = 1000 * MEGA;
  long each = 60 * MEGA;
  double cores = 2;
  int openFiles = 50;
  double timeout = 30;
  double keepAlive = 75;
  int maxRequests;
  long maxWorkerMemory;
  String platform = "";
  boolean gil = true;
  String folder = "";
  @Nullable Refused reload;
  Map<String, Integer> refused = Map.of();
  TimeSplit split = split(1, 5, 0, 195);
  final List<ServedRequest> requests = new ArrayList<>();
  final List<Mark> marks = new ArrayList<>();
  final List<StackLook> looks = new ArrayList<>();
  final List<PrintedWarning> warnings = new ArrayList<>();
  final List<SlotSeen> slots = new ArrayList<>();
  List<MemoryPoint> history = List.of();

  static TimeSplit split(long queue, long cpu, long contention, long blocked) {
    return new TimeSplit(
        MILLI, queue * MILLI, MILLI, cpu * MILLI, contention * MILLI, blocked * MILLI, MILLI);
  }

  SampleServer sized(int workers, int threads) {
    this.workers = workers;
    this.threads = threads;
    return this;
  }

  /** Full, with figures: each request waits for 5.5 s and has half a second in the app. */
  SampleServer overrun(int waiting, int answered, int arrived) {
    crowded();
    this.waiting = waiting;
    this.answered = answered;
    this.arrived = arrived;
    return requests("/", 20, 500, split(5500, 5, 0, 495));
  }

  /** All slots are busy, and so many requests wait for one. */
  SampleServer crowd(int newWaiting) {
    busy = workers * threads;
    waiting = newWaiting;
    return this;
  }

  /** Full of requests that wait: the story. */
  SampleServer crowded() {
    busy = workers * threads;
    waiting = 10;
    split = split(2000, 5, 0, 495);
    return this;
  }

  /** Everything computes and there is no more of it. */
  SampleServer computing() {
    workerCores = 1.9;
    machineCores = 2;
    split = split(100, 30, 60, 1);
    return this;
  }

  SampleServer mark(Mark.Kind kind, String text) {
    marks.add(new Mark(NOW - 1000L, kind, text));
    return this;
  }

  SampleServer mark(Mark.Kind kind, int secondsAgo) {
    marks.add(new Mark(NOW - 1000L * secondsAgo, kind, kind.name()));
    return this;
  }

  /** Requests that ended one after the other in even steps, the last one now. */
  SampleServer requests(String route, int count, long stepMillis, TimeSplit each) {
    for (int i = 0; i < count; i++) {
      long ago = stepMillis * i;
      long length = each.queue() + each.dispatch() + each.app();
      requests.add(
          new ServedRequest(
              NOW - ago,
              (NOW - ago) * MILLI - length,
              "",
              "GET",
              route,
              route,
              200,
              1,
              10,
              "",
              each));
    }
    requests.sort(Comparator.comparingLong(ServedRequest::endedMillis));
    return this;
  }

  /** Ten looks at which all slots were at one line. */
  SampleServer look(Posture posture, String holdUp, String line) {
    for (int i = 0; i < 10; i++) {
      List<Place> places = new ArrayList<>();
      for (int slot = 0; slot < workers * threads; slot++) {
        places.add(
            new Place(
                slot / threads, slot % threads, "GET", "/", 1, posture, holdUp, List.of(line)));
      }
      looks.add(new StackLook(NOW - 2000L * i, places));
    }
    return this;
  }

  /** Ten looks at which all slots had been at one line for so long. */
  SampleServer standing(double seconds, String line) {
    look(Posture.BLOCKED, "", line);
    looks.replaceAll(look ->
        new StackLook(
            look.epochMillis(),
            look.places().stream()
                .map(place ->
                    new Place(
                        place.worker(),
                        place.slot(),
                        place.method(),
                        place.target(),
                        seconds,
                        place.posture(),
                        place.holdUp(),
                        place.stack()))
                .toList()));
    return this;
  }

  /** The one finding, which has to be this. */
  Finding only(String code) {
    List<Finding> found = Doctor.examine(seen());
    assertThat(found.stream().map(Finding::code)).containsExactly(code);
    return found.getFirst();
  }

  List<String> codes() {
    return codes(seen());
  }

  static List<String> codes(Observation seen) {
    return Doctor.examine(seen).stream().map(Finding::code).toList();
  }

  Observation seen() {
    List<Second> past = new ArrayList<>();
    for (int i = seconds; i > 0; i--) {
      past.add(second(NOW / 1000 - i));
    }
    return seen(past);
  }

  Observation seen(List<Second> past) {
    List<WorkerSeen> processes = new ArrayList<>();
    for (int worker = 1; worker <= workers; worker++) {
      processes.add(
          new WorkerSeen(
              worker,
              worker,
              1,
              threads,
              "ready",
              60,
              600,
              each,
              workerCores / workers,
              "",
              history));
    }
    return new Observation(
        NOW,
        setup(),
        new Now(
            state,
            60,
            1,
            reload,
            workers,
            threads,
            (int) busy,
            waiting,
            waiting > 0 ? 1 : 0,
            20,
            processes,
            slots),
        past,
        requests,
        marks,
        looks,
        warnings,
        gil);
  }

  Second second(long epochSecond) {
    TimeSplit spent = TimeSplit.ZERO;
    for (int i = 0; i < answered; i++) {
      spent = spent.plus(split);
    }
    double queue = split.queue() / 1e9;
    return new Second(
        epochSecond,
        arrived,
        new Answers(answered, 0, 0, 0),
        new Quantiles(split.total() / 1e9, split.total() / 1e9, split.total() / 1e9, 1),
        new Quantiles(queue, queue, queue, queue),
        spent,
        workers * threads,
        busy,
        waiting,
        waiting > 0 ? 1 : 0,
        20,
        clientsLeft,
        refused,
        new MachineSeen(
            serverCores,
            workerCores,
            machineCores,
            throttled,
            swapped,
            100 * MEGA,
            each * workers,
            freeMemory,
            openFiles));
  }

  private Setup setup() {
    return new Setup(
        "1",
        "app:app",
        List.of("0.0.0.0:8000"),
        false,
        false,
        cores,
        2000 * MEGA,
        timeout,
        30,
        keepAlive,
        60,
        2048,
        1 << 30,
        maxRequests,
        maxWorkerMemory,
        1024,
        false,
        false,
        platform,
        folder);
  }
}
