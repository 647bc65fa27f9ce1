package dev.junicorn.cli;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import dev.junicorn.control.StackView;
import dev.junicorn.observation.SlotSeen;
import dev.junicorn.top.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where busy threads are, for people: those at one place together, each stack once. Pure. */
final class StacksText {

  /** More different requests than this are counted. */
  private static final int REQUESTS = 5;

  /** What threads at one place have in common. */
  private record Spot(String stack, String how) {}

  private StacksText() {}

  static List<String> lines(List<StackView> stacks) {
    if (stacks.isEmpty()) {
      return List.of("No thread is busy.");
    }
    List<String> lines = new ArrayList<>();
    spots(stacks)
        .forEach((spot, slots) -> {
          if (!lines.isEmpty()) {
            lines.add("");
          }
          lines.add(head(spot, slots));
          spot.stack().lines().map(line -> "  " + line).forEach(lines::add);
        });
    return List.copyOf(lines);
  }

  /** In the order of their first slots. */
  private static Map<Spot, List<SlotSeen>> spots(List<StackView> stacks) {
    Map<Spot, List<SlotSeen>> spots = new LinkedHashMap<>();
    for (StackView stack : stacks) {
      spots
          .computeIfAbsent(
              new Spot(stack.stack().stripTrailing(), stack.how()), _ -> new ArrayList<>())
          .add(stack.slot());
    }
    return spots;
  }

  private static String head(Spot spot, List<SlotSeen> slots) {
    return "%s, for %s (%s; %s)".formatted(requests(slots), ages(slots), places(slots), spot.how());
  }

  /** {@code 3 x GET /report, GET /}: the most frequent first. */
  private static String requests(List<SlotSeen> slots) {
    Map<String, Long> counts =
        slots.stream().collect(groupingBy(CtlText::request, LinkedHashMap::new, counting()));
    String named =
        counts.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .limit(REQUESTS)
            .map(each -> (each.getValue() == 1 ? "" : each.getValue() + " x ") + each.getKey())
            .collect(joining(", "));
    int others = counts.size() - REQUESTS;
    return others > 0 ? named + " and " + others + " others" : named;
  }

  private static String ages(List<SlotSeen> slots) {
    List<SlotSeen> byAge =
        slots.stream().sorted(Comparator.comparingDouble(SlotSeen::seconds)).toList();
    String youngest = Words.age(byAge.getFirst().seconds());
    String oldest = Words.age(byAge.getLast().seconds());
    return youngest.equals(oldest) ? oldest : youngest + " to " + oldest;
  }

  /** {@code slots 2, 3 and 7 of worker 1, pid 4711; slot 0 of worker 2, pid 4712}. */
  private static String places(List<SlotSeen> slots) {
    Map<Integer, List<SlotSeen>> byWorker =
        slots.stream().collect(groupingBy(SlotSeen::worker, TreeMap::new, toList()));
    return byWorker.values().stream().map(StacksText::place).collect(joining("; "));
  }

  private static String place(List<SlotSeen> slots) {
    SlotSeen first = slots.getFirst();
    List<String> numbers = slots.stream().map(slot -> "" + slot.slot()).toList();
    String last = numbers.getLast();
    String named =
        numbers.size() == 1
            ? "slot " + last
            : "slots %s and %s"
                .formatted(String.join(", ", numbers.subList(0, numbers.size() - 1)), last);
    return "%s of worker %d, pid %d".formatted(named, first.worker(), first.pid());
  }
}
