package dev.junicorn.probe;

import dev.junicorn.probe.Verdict.Confidence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * From volleys to the number of requests that run at once: the most that any volley shows, since
 * each shows a lower bound and a server that spreads requests unevenly shows less now and then.
 */
final class Estimator {

  /**
   * Where answers take less than this share of a single request's time, they are not the same work.
   */
  private static final double SAME_WORK = 0.5;

  /** Where even the first answer takes so many times as long, requests hinder each other. */
  private static final double HINDERED = 1.5;

  private final List<Volley> volleys;
  private final boolean cutShort;
  private final Judgement judgement;
  private final Duration service;
  private final List<Volley> believed;
  private final int seen;

  private Estimator(List<Volley> volleys, boolean cutShort) {
    this.volleys = volleys;
    this.cutShort = cutShort;
    this.judgement = Judgement.of(volleys);
    this.service = judgement.service();
    List<Volley> quiet =
        volleys.stream().filter(volley -> !Schedule.isSpoiled(volley, service)).toList();
    this.believed = quiet.isEmpty() ? volleys : quiet;
    this.seen = believed.stream().mapToInt(this::atOnce).max().orElse(0);
  }

  /**
   * Judges.
   *
   * @param volleys all that were sent, the first single ones included, without the one that warmed
   *     the server up
   * @param cutShort whether the time was over before the schedule was through
   */
  static Verdict judge(List<Volley> volleys, boolean cutShort) {
    return new Estimator(volleys, cutShort).verdict();
  }

  private Verdict verdict() {
    List<Duration> singles =
        volleys.stream()
            .filter(volley -> volley.asked() == 1)
            .flatMap(volley -> volley.times().stream())
            .toList();
    if (singles.isEmpty() || volleys.stream().noneMatch(volley -> volley.asked() > 1)) {
      return singles.isEmpty() || service.compareTo(Schedule.SHORTEST_SERVICE) >= 0
          ? new Verdict.CannotTell(withReservations(Explanation.tooFewAnswers()))
          : new Verdict.CannotTell(Explanation.tooFast(service));
    }
    Duration single = singles.stream().min(Duration::compareTo).orElseThrow();
    if (service.toNanos() < single.toNanos() * SAME_WORK) {
      return new Verdict.CannotTell(withReservations(Explanation.notTheSameWork(service, single)));
    }
    boolean atLeast = ranAsAWhole() || !shortVolleys().isEmpty();
    return new Verdict.AtOnce(seen, atLeast, confidence(), service, explanation());
  }

  /** No volley was larger than what ran at once. */
  private boolean ranAsAWhole() {
    return believed.stream().noneMatch(volley -> volley.asked() > seen);
  }

  /** Where there are any, the largest number may not have been seen either. */
  private List<Volley> shortVolleys() {
    return believed.stream().filter(volley -> judgement.isShort(volley, seen)).toList();
  }

  private Confidence confidence() {
    if (Schedule.isSpoiled(believed.getLast(), service) || hindrance() >= HINDERED) {
      return Confidence.LOW;
    }
    long confirmed = larger().stream().filter(volley -> atOnce(volley) == seen).count();
    return ranAsAWhole() || confirmed >= Schedule.CONFIRMATIONS
        ? Confidence.HIGH
        : Confidence.MEDIUM;
  }

  /** How much longer requests take when as many run as can. */
  private double hindrance() {
    return believed.stream()
        .filter(volley -> volley.asked() > 1 && atOnce(volley) == seen)
        .mapToDouble(judgement::stretch)
        .min()
        .orElse(1);
  }

  private List<String> explanation() {
    List<String> sentences = new ArrayList<>();
    int most = believed.stream().mapToInt(Volley::asked).max().orElse(1);
    sentences.addAll(
        ranAsAWhole() ? Explanation.allAtOnce(most) : Explanation.inSteps(seen, most, service));
    if (hindrance() >= HINDERED) {
      sentences.add(Explanation.hindered(hindrance()));
    }
    List<Volley> less = shortVolleys();
    if (!less.isEmpty()) {
      int all = (int) believed.stream().filter(volley -> volley.asked() > 1).count();
      int least = less.stream().mapToInt(this::atOnce).min().orElseThrow();
      sentences.add(Explanation.uneven(less.size(), all, least));
    }
    if (Schedule.isSpoiled(believed.getLast(), service)) {
      sentences.add(Explanation.busyHere(believed.getLast().pause()));
    }
    return withReservations(sentences);
  }

  /** The largest volleys that could not run at once as a whole. */
  private List<Volley> larger() {
    int most = believed.stream().mapToInt(Volley::asked).max().orElse(1);
    return believed.stream()
        .filter(volley -> volley.asked() == most && volley.asked() > seen)
        .toList();
  }

  private List<String> withReservations(List<String> sentences) {
    List<String> all = new ArrayList<>(sentences);
    for (Volley volley : volleys) {
      volley
          .errors()
          .forEach((how, count) -> all.add(Explanation.stopped(volley.asked(), count, how)));
    }
    if (cutShort) {
      all.add(Explanation.outOfTime());
    }
    return List.copyOf(all);
  }

  private int atOnce(Volley volley) {
    return judgement.atOnce(volley);
  }
}
