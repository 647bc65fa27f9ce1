package dev.junicorn.doctor;

import dev.junicorn.observation.StackLook.Place;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What stacks have in common. */
final class Stacks {

  /** Where code of others lies. */
  private static final List<String> LIBRARIES =
      List.of("/site-packages/", "/dist-packages/", "/lib/python3", "<frozen ");

  /**
   * A line that many share.
   *
   * @param line {@code file:line function}
   * @param own the innermost line of the app's own above it; the same where it is one
   * @param agreeing how many are at it
   * @param all how many were looked at
   */
  record Shared(String line, String own, int agreeing, int all) {

    double share() {
      return (double) agreeing / all;
    }

    /** The line, and where in the app it is called. */
    String where() {
      return Words.plain(line.equals(own) ? line : own + " (in " + line + ")");
    }
  }

  private Stacks() {}

  /** The innermost line that most of them are at; empty where no stack is known. */
  static Optional<Shared> innermost(List<Place> places) {
    Map<String, Integer> counts = new HashMap<>();
    Map<String, String> owners = new HashMap<>();
    for (Place place : places) {
      if (!place.stack().isEmpty()) {
        String line = place.stack().getLast();
        counts.merge(line, 1, Integer::sum);
        owners.putIfAbsent(line, own(place.stack()));
      }
    }
    return counts.entrySet().stream()
        .max(
            Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .map(most ->
            new Shared(
                most.getKey(),
                owners.getOrDefault(most.getKey(), most.getKey()),
                most.getValue(),
                places.size()));
  }

  private static String own(List<String> stack) {
    for (int i = stack.size() - 1; i >= 0; i--) {
      if (LIBRARIES.stream().noneMatch(stack.get(i)::contains)) {
        return stack.get(i);
      }
    }
    return stack.getLast();
  }
}
