package dev.junicorn.observation;

import dev.junicorn.observation.WorkerSeen.MemoryPoint;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** What each worker process uses, over its life. Confined to the observers' thread. */
final class WorkerTraces {

  private static final double NANOS = 1e9;

  /** The kernel counts CPU in hundredths of a second: over a second that is a hundredth. */
  private static final Duration CPU_EVERY = Duration.ofSeconds(1);

  /**
   * The memory of a large worker costs the kernel some milliseconds, in which that worker cannot
   * map any.
   */
  private static final Duration MEMORY_EVERY = Duration.ofSeconds(5);

  private final ProcessReader processes;
  private final LongSupplier nanoTime;
  private final Map<Integer, Trace> traces = new HashMap<>();
  private long nextCpu;

  private static final class Trace {
    private final int pid;
    private final Ring<MemoryPoint> memory = new Ring<>(Observation.Bounds.MEMORY_POINTS);
    private double cpuSeconds = Double.NaN;
    private long cpuAt;
    private double cores;
    private long bytes;
    private long nextMemory;

    private Trace(int pid) {
      this.pid = pid;
    }
  }

  WorkerTraces(ProcessReader processes, LongSupplier nanoTime) {
    this.processes = processes;
    this.nanoTime = nanoTime;
    nextCpu = nanoTime.getAsLong();
  }

  /** The same with what the workers use. */
  Now complete(Now now, long epochMillis) {
    traces
        .values()
        .removeIf(trace -> now.workers().stream().noneMatch(worker -> worker.pid() == trace.pid));
    long time = nanoTime.getAsLong();
    boolean lookAtCpu = time - nextCpu >= 0;
    if (lookAtCpu) {
      nextCpu = time + CPU_EVERY.toNanos();
    }
    List<WorkerSeen> workers =
        now.workers().stream()
            .map(worker -> worker.pid() == 0 ? worker : look(worker, epochMillis, time, lookAtCpu))
            .toList();
    return now.with(workers, now.slots());
  }

  void forgetHistories() {
    traces.values().forEach(trace -> trace.memory.clear());
  }

  /** Processors that all workers used at the last look. */
  double cores() {
    return traces.values().stream().mapToDouble(trace -> trace.cores).sum();
  }

  /** Bytes of all workers at the last look. */
  long memory() {
    return traces.values().stream().mapToLong(trace -> trace.bytes).sum();
  }

  private WorkerSeen look(WorkerSeen worker, long epochMillis, long time, boolean lookAtCpu) {
    Trace trace =
        traces.computeIfAbsent(
            worker.pid(),
            pid -> {
              Trace made = new Trace(pid);
              made.nextMemory = time;
              return made;
            });
    if (lookAtCpu) {
      processes.cpuSeconds(trace.pid).ifPresent(seconds -> used(trace, seconds, time));
    }
    if (time - trace.nextMemory >= 0) {
      trace.nextMemory = time + MEMORY_EVERY.toNanos();
      processes
          .pssBytes(trace.pid)
          .ifPresent(bytes -> {
            trace.bytes = bytes;
            trace.memory.add(new MemoryPoint(epochMillis, worker.requests(), bytes));
          });
    }
    return worker.with(trace.bytes, trace.cores, trace.memory.list());
  }

  private static void used(Trace trace, double cpuSeconds, long time) {
    if (!Double.isNaN(trace.cpuSeconds)) {
      double seconds = Math.max(1e-3, (time - trace.cpuAt) / NANOS);
      trace.cores = Math.max(0, cpuSeconds - trace.cpuSeconds) / seconds;
    }
    trace.cpuSeconds = cpuSeconds;
    trace.cpuAt = time;
  }
}
