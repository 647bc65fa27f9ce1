package dev.junicorn.supervisor;

import dev.junicorn.worker.ExitStatus;
import dev.junicorn.worker.Spawner;
import dev.junicorn.worker.SpawnerListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A spawner that does nothing but remember what it was told; the test says what it reports. */
final class FakeSpawner implements Spawner {

  private final SpawnerListener listener;
  private final List<String> told = new ArrayList<>();

  FakeSpawner(SpawnerListener listener) {
    this.listener = listener;
  }

  /** Every command so far, such as {@code fork 1}. */
  List<String> told() {
    return List.copyOf(told);
  }

  void isReady() {
    listener.spawnerReady("3.13.0");
  }

  void cannotImport() {
    listener.preloadFailed(true, "ImportError: no", "Traceback");
  }

  /** Its child of that number has been made; the pid is one that no process can have. */
  void hasForked(int worker) {
    listener.forked(worker, pid(worker));
  }

  void cannotFork(int worker) {
    listener.forkFailed(worker, "no memory");
  }

  void hasSeenTheEndOf(int worker, ExitStatus how) {
    listener.exited(worker, pid(worker), how);
  }

  void dies() {
    endsBy(9);
  }

  void endsBy(int signal) {
    listener.spawnerLost(new ExitStatus.Signalled(signal));
  }

  static int pid(int worker) {
    return 1_000_000_000 + worker;
  }

  @Override
  public void fork(int worker, int threads, Path board, Path output, Optional<Path> modules) {
    told.add("fork " + worker);
  }

  @Override
  public void kill(int worker, int signal) {
    told.add("kill " + worker);
  }

  @Override
  public void close() {
    told.add("close");
  }

  @Override
  public void destroy() {
    told.add("destroy");
  }
}
