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
   * The size that cures the most important of what is found; empty where no size does. Who
   * recommends one takes this, so that nobody is told two for one moment.
   */
  public static Optional<Prescription> prescribe(Observation seen) {
    Signs signs = new Signs(seen);
    return find(signs).stream().flatMap(found -> found.rule.prescribe(signs).stream()).findFirst();
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
