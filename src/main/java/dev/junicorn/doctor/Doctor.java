package dev.junicorn.doctor;

import dev.junicorn.observation.Observation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Examines a server: what is wrong, the cause first. Pure and without state; callable from any
 * thread, and quick enough for every second.
 */
public final class Doctor {

  /** Causes come before what they bring about; within a weight findings keep this order. */
  private static final List<Rule> RULES =
      List.of(
          new CrashLoop(),
          new ReloadRefused(),
          new Throttled(),
          new TooManyWorkers(),
          new MemoryGrowth(),
          new MemoryLow(),
          new Swapping(),
          new CpuBound(),
          new GilContention(),
          new SharedWait(),
          new SlowRoute(),
          new SlotsFull(),
          new DeadlineHit(),
          new QueueLimitHit(),
          new FilesLow(),
          new SettingsConflict(),
          new ClientsLeave(),
          new BodyLimitHit(),
          new SlowClients(),
          new KeepAliveShort(),
          new AppWarnings());

  private record Found(Rule rule, Finding finding) {}

  private Doctor() {}

  /** What is wrong, the most important first; empty where nothing is. */
  public static List<Finding> examine(Observation seen) {
    return find(new Signs(seen)).stream().map(Found::finding).toList();
  }

  /**
   * What is to become of the size, by what is found; empty where nothing is that has to do with it.
   * All findings name this one, and so does who else recommends a size: nobody is told two for one
   * moment.
   */
  public static Optional<Prescription> prescribe(Observation seen) {
    return new Signs(seen).prescription();
  }

  /** For how many workers there is memory. */
  public static Room room(Observation seen) {
    return new Signs(seen).room();
  }

  private static List<Found> find(Signs signs) {
    List<Found> all = new ArrayList<>();
    Set<String> explained = new HashSet<>();
    for (Rule rule : RULES) {
      rule.examine(signs)
          .ifPresent(finding -> {
            all.add(new Found(rule, finding));
            explained.addAll(rule.explains());
          });
    }
    return all.stream()
        .filter(found -> !explained.contains(found.rule.code()))
        .sorted(Comparator.comparing(found -> found.finding.weight()))
        .toList();
  }

  /** The codes of all findings that there can be. */
  public static List<String> codes() {
    return RULES.stream().map(Rule::code).toList();
  }
}
