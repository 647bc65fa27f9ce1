package dev.junicorn.build;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Decides what has to be done again. */
sealed interface Freshness {

  /** Nothing. */
  record Fresh() implements Freshness {}

  /** The steps in the app's folder; the environment stays. */
  record AppStale(String why) implements Freshness {}

  /** Everything. */
  record AllStale(String why) implements Freshness {}

  /**
   * Compares.
   *
   * @param stamp of the last complete build; empty where there was none
   * @param force whether the user wants it in any case
   */
  static Freshness judge(Optional<BuildStamp> stamp, Inputs now, boolean force) {
    if (force) {
      return new AllStale("it was asked for.");
    }
    if (stamp.isEmpty()) {
      return new AllStale("there is no complete build here yet.");
    }
    Set<String> changed = differences(stamp.get().environment(), now.environment());
    if (!changed.isEmpty()) {
      return new AllStale(sentence(changed));
    }
    if (!now.app().isEmpty() && stamp.get().app().isEmpty()) {
      return new AppStale("the last build did not finish its steps in the app's folder.");
    }
    changed = differences(stamp.get().app(), now.app());
    return changed.isEmpty() ? new Fresh() : new AppStale(sentence(changed));
  }

  private static Set<String> differences(Map<String, String> then, Map<String, String> now) {
    Set<String> names = new TreeSet<>(then.keySet());
    names.addAll(now.keySet());
    names.removeIf(name -> Objects.equals(then.get(name), now.get(name)));
    return names;
  }

  private static String sentence(Set<String> changed) {
    return "changed since the last build: " + String.join(", ", changed) + ".";
  }
}
