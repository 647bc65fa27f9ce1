package dev.junicorn.supervisor;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The supervisor's books at one moment.
 *
 * @param generation the number of the generation that serves; 0 before the first one does
 * @param workers how many are wanted
 * @param threads how many each should have
 * @param ready whether at least one worker takes requests
 * @param reloading whether a new generation is being proven
 * @param refused the newest code, where it was refused and that from before serves on
 * @param books every worker that is not gone, oldest first
 */
public record SupervisorSnapshot(
    int generation,
    int workers,
    int threads,
    boolean ready,
    boolean reloading,
    Optional<Refused> refused,
    List<Worker> books) {

  /**
   * New code that was refused.
   *
   * @param why one line
   * @param age since then
   */
  public record Refused(String why, Duration age) {}

  /**
   * One worker.
   *
   * @param id its number, never used twice in a server's life
   * @param pid 0 while it is being forked
   * @param state in lower case: forking, booting, proving, ready, draining, ending
   * @param age since it was started
   * @param boot how long it took until it was ready; empty while it is not
   * @param reason why it was started
   * @param leaving why it is to be replaced or is on its way out; empty for one that stays
   * @param requests how many it has answered
   * @param memory bytes, proportional set size where the system tells it, else resident; empty
   *     where neither could be read
   */
  public record Worker(
      int id,
      int pid,
      int generation,
      int threads,
      String state,
      Duration age,
      Optional<Duration> boot,
      String reason,
      Optional<String> leaving,
      long requests,
      OptionalLong memory) {}
}
