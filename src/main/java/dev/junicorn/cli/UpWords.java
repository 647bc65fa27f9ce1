package dev.junicorn.cli;

import dev.junicorn.plan.AppPlan;
import dev.junicorn.plan.Installer;
import dev.junicorn.plan.Sourced;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What {@code junicorn up} says of a plan before it follows it: the decisions and their reasons.
 */
final class UpWords {

  /** More is in {@code junicorn plan}. */
  private static final int MOST_REJECTED = 20;

  private UpWords() {}

  static List<String> of(AppPlan plan) {
    List<String> sentences = new ArrayList<>();
    switch (plan.start()) {
      case AppPlan.App app ->
          sentences.add(
              "%s app %s: %s"
                  .formatted(
                      app.framework().value().label(), app.spec().value(), app.spec().source()));
      case AppPlan.Command(Sourced<String> command, _) ->
          sentences.add("A startup command decides: " + command.source());
      case AppPlan.Nothing nothing -> sentences.add(of(nothing));
    }
    plan.rejected().stream()
        .limit(MOST_REJECTED)
        .forEach(one -> sentences.add(passedOver(plan) + ": " + rejected(one)));
    if (plan.rejected().size() > MOST_REJECTED) {
      sentences.add(
          "%s: %d more; junicorn plan lists them"
              .formatted(passedOver(plan), plan.rejected().size() - MOST_REJECTED));
    }
    boolean installs = plan.dependencies().installer().value() != Installer.NONE;
    if (installs && !(plan.start() instanceof AppPlan.Nothing)) {
      sentences.add(
          "Dependencies: %s (%s)"
              .formatted(
                  plan.dependencies().installer().value().words(),
                  plan.dependencies().installer().source()));
    }
    sentences.addAll(warnings(plan));
    return List.copyOf(sentences);
  }

  /** What may go wrong with it. */
  static List<String> warnings(AppPlan plan) {
    return plan.warnings().stream().map(warning -> "Warning: " + warning).toList();
  }

  /** Why there is nothing to start, and what to do. */
  static String of(AppPlan.Nothing nothing) {
    return sentence(nothing.why()) + " " + sentence(nothing.remedy());
  }

  /** With a capital and a full stop, to stand beside others. */
  static String sentence(String words) {
    String begun = words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    return begun.endsWith(".") ? begun : begun + ".";
  }

  /** What could have been started: it may be the very app that a command names. */
  static String passedOver(AppPlan plan) {
    return plan.start() instanceof AppPlan.Command ? "Found as well" : "Not started";
  }

  static String rejected(AppPlan.Rejected one) {
    return one.what() + ": " + one.why();
  }
}
