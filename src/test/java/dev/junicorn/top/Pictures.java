package dev.junicorn.top;

import dev.junicorn.doctor.Finding;
import dev.junicorn.exchange.TimeSplit;
import dev.junicorn.observation.MachineSeen;
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

/** A server with two workers of two threads, all of them busy, and three requests that wait. */
final class Pictures {

  private static final long MILLI = 1_000_000;
  private static final long MEBI = 1 << 20;
  private static final int BEGIN = 1_000_000;

  private Pictures() {}

  static Picture full() {
    return new Picture(
        4711,
        new Observation(
            (BEGIN + 60) * 1000L,
            setup(),
            now(),
            seconds(),
            List.of(
                request("/report", 200, new TimeSplit(0, 500, 0, 250, 0, 1250, 0)),
                request("/caf\u00e9/\u001b[31m\u4e2d", 502, new TimeSplit(0, 0, 0, 0, 0, 0, 90))),
            List.of(),
            List.of(),
            List.of(),
            true),
        List.of(
            new Finding(
                "slots-full",
                Finding.Weight.CRITICAL,
                "All 4 slots are busy and 3 requests wait",
                "",
                List.of(),
                List.of(),
                "")));
  }

  /** The same before anything was asked of it. */
  static Picture unasked() {
    Observation full = full().seen();
    return new Picture(
        4711,
        new Observation(
            full.epochMillis(),
            full.setup(),
            full.now(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            true),
        List.of());
  }

  private static Setup setup() {
    return new Setup(
        "0.1.0",
        "shop:app",
        List.of("127.0.0.1:8000"),
        false,
        false,
        2,
        8 << 10,
        30,
        30,
        5,
        30,
        2048,
        0,
        0,
        0,
        1024,
        false,
        false,
        "",
        "");
  }

  private static Now now() {
    return new Now(
        "ready",
        3720,
        2,
        null,
        2,
        2,
        4,
        3,
        1.25,
        9,
        List.of(worker(1, "ready"), worker(2, "ready")),
        List.of(
            slot(1, 0, SlotSeen.BUSY, "/report?year=2025", 2.5),
            slot(1, 1, SlotSeen.BUSY, "/a/very/long/path/to/something", 0.012),
            slot(2, 0, SlotSeen.STUCK, "/loop", 61),
            slot(2, 1, SlotSeen.BUSY, "/report", 0.4)));
  }

  private static WorkerSeen worker(int number, String state) {
    return new WorkerSeen(
        number, 100 + number, 2, 2, state, 3700, 50, 64 * MEBI, 0.5, "", List.of());
  }

  private static SlotSeen slot(int worker, int slot, String state, String target, double seconds) {
    return new SlotSeen(worker, 100 + worker, slot, state, "GET", target, seconds, 0);
  }

  private static List<Second> seconds() {
    List<Second> seconds = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Second.Quantiles times = new Second.Quantiles(0.1, 0.01 * i, 1, 1);
      seconds.add(
          new Second(
              BEGIN + i,
              i,
              new Second.Answers(i, 0, i == 59 ? 1 : 0, 0),
              times,
              new Second.Quantiles(0, 0, 0.5, 0.5),
              milliseconds(new TimeSplit(0, 500, 0, 250, 0, 750, 0)),
              4,
              4,
              3,
              1.25,
              9,
              0,
              Map.of(),
              new MachineSeen(0.1, 0.9, 1.2, 0, 0, 100 * MEBI, 128 * MEBI, 4096 * MEBI, 40)));
    }
    return seconds;
  }

  private static ServedRequest request(String path, int status, TimeSplit split) {
    return new ServedRequest(
        (BEGIN + 50) * 1000L, 0, "", "GET", path, path, status, 101, 0, "", milliseconds(split));
  }

  private static TimeSplit milliseconds(TimeSplit split) {
    return new TimeSplit(
        split.receiving() * MILLI,
        split.queue() * MILLI,
        split.dispatch() * MILLI,
        split.cpu() * MILLI,
        split.contention() * MILLI,
        split.blocked() * MILLI,
        split.sending() * MILLI);
  }
}
