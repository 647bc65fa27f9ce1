package dev.junicorn.doctor;

import dev.junicorn.doctor.Finding.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A few slow requests of one route have nearly all slots, and quick ones wait behind them. */
final class SlowRoute implements Rule {

  static final String CODE = "slow-route";

  /** Its share of the slots' time. */
  private static final double MOST_TIME = 0.6;

  /** Its share of the requests, at most: else it is what the app does. */
  private static final double FEW_REQUESTS = 0.5;

  /** How many times as long as the others it takes. */
  private static final double SLOWER = 5;

  /** How many of the others are needed to say so. */
  private static final int OTHERS = 10;

  @Override
  public String code() {
    return CODE;
  }

  @Override
  public Set<String> explains() {
    return Set.of(SlotsFull.CODE);
  }

  @Override
  public Optional<Finding> examine(Signs signs) {
    if (!signs.crowded()) {
      return Optional.empty();
    }
    List<RouteUse> uses = RouteUse.of(signs.minute(), signs.now().slots());
    if (uses.size() < 2) {
      return Optional.empty();
    }
    RouteUse slow = uses.getFirst();
    RouteUse others = RouteUse.together(uses.subList(1, uses.size()));
    return starves(slow, others) ? Optional.of(finding(signs, slow, others)) : Optional.empty();
  }

  private static boolean starves(RouteUse slow, RouteUse others) {
    return slow.slotSeconds() >= MOST_TIME * (slow.slotSeconds() + others.slotSeconds())
        && number(slow) <= FEW_REQUESTS * (number(slow) + number(others))
        && others.requests() >= OTHERS
        && slow.service() >= SLOWER * others.service()
        && others.queue() >= others.service();
  }

  private static Finding finding(Signs signs, RouteUse slow, RouteUse others) {
    String route = Words.plain(slow.route());
    List<String> evidence = new ArrayList<>();
    evidence.add(
        "%s has %s of the slots' time with %s of the requests."
            .formatted(
                route,
                Words.percent(slow.slotSeconds() / (slow.slotSeconds() + others.slotSeconds())),
                Words.percent((double) number(slow) / (number(slow) + number(others)))));
    evidence.add(
        "A request of it has a slot for %s, the others for %s on average."
            .formatted(Words.seconds(slow.service()), Words.seconds(others.service())));
    evidence.add(
        "The others wait %s for a slot. %d of %d slots run %s now."
            .formatted(Words.seconds(others.queue()), slow.running(), signs.slots(), route));
    signs.change().map(Prescription::why).ifPresent(evidence::add);
    return new Finding(
        CODE,
        Weight.CRITICAL,
        "One slow route starves the others: " + route,
        "Its requests take so long that they have nearly all slots, and quick requests wait until one"
            + " of them is done.",
        List.copyOf(evidence),
        fixes(signs, slow),
        "Without it the other requests need %.1f of the %d slots, and wait for nobody."
            .formatted(others.slotSeconds() / signs.minute().wanted(), signs.slots()));
  }

  private static List<String> fixes(Signs signs, RouteUse slow) {
    List<String> fixes = new ArrayList<>();
    fixes.add(
        slow.requests() == 0
            ? "None of them has ended: a stream or a long poll keeps a thread for as long as it lasts, so have more threads than there are of them, or give them to a server that is made for long connections."
            : "Make "
                + Words.plain(slow.route())
                + " quick: let a task queue do the work, and answer at once.");
    signs
        .change()
        .filter(size -> size.slots() > signs.slots())
        .map(size ->
            "Where it mostly waits, more threads leave slots for the others: "
                + StartCommand.scale(size.workers(), size.threads())
                + ".")
        .ifPresent(fixes::add);
    fixes.add("`junicorn ctl stacks` shows where its requests are.");
    return List.copyOf(fixes);
  }

  private static int number(RouteUse use) {
    return use.requests() + use.running();
  }
}
