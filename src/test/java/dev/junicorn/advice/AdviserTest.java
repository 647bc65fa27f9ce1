package dev.junicorn.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.junicorn.doctor.Doctor;
import dev.junicorn.doctor.Finding;
import dev.junicorn.observation.Observation;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AdviserTest {

  /** The story: one slot, twelve users, half a second of waiting each. */
  @Test
  void twelveUsersOfOneSlotGetTwelve() {
    Advice advice = given(new Recorded().clients(12, 1, 240, 0.002, 0.498).observation());
    assertThat(advice.isChange()).isTrue();
    assertThat(advice.recommended().workers()).isEqualTo(1);
    assertThat(advice.recommended().threads()).isEqualTo(12);
    assertThat(advice.sentence())
        .startsWith(
            "Take 1 worker with 12 threads instead of 1 x 1: 95 of 100 requests would take 0.5")
        .endsWith("and 24 requests would end in a second instead of 2.0.");
    assertThat(advice.confidence()).isEqualTo("fair");
    assertThat(advice.confidenceReason())
        .contains("How long clients pause between an answer and their next request is not known");
    assertThat(advice.command())
        .isEqualTo(
            "gunicorn --chdir '/srv/the shop' --bind=127.0.0.1:8000 --workers 1 --threads 12"
                + " 'app:create_app()'");
  }

  @Test
  void computingGetsWorkersForTheCores() {
    Advice advice = given(new Recorded().clients(8, 1, 400, 0.05, 0).observation());
    assertThat(advice.recommended().workers()).isEqualTo(2);
    assertThat(advice.reasons())
        .anyMatch(reason -> reason.contains("processors are then the limit"));
  }

  @Test
  void whatDoesAsWellAsAnyStays() {
    Recorded recorded = new Recorded().size(3, 6);
    for (int i = 0; i < 2000; i++) {
      recorded.request(0.1 * i, 0, 0.002, 0.05);
    }
    Advice advice = given(recorded.observation());
    assertThat(advice.isChange()).isFalse();
    assertThat(advice.recommended()).isEqualTo(advice.current());
    assertThat(advice.sentence())
        .startsWith("The size is right: ")
        .contains("3 workers with 6 threads");
    assertThat(advice.reasons())
        .last()
        .isEqualTo("For this load alone 1 worker with 1 thread would do.");
    assertThat(advice.confidence()).isEqualTo("high");
  }

  @Test
  void memoryIsTheBound() {
    Advice advice =
        given(
            new Recorded()
                .cores(8)
                .memory(400 * Recorded.MB, 900 * Recorded.MB)
                .clients(16, 1, 400, 0.05, 0)
                .observation());
    // 1300 MB, 256 MB of them kept
    assertThat(advice.recommended().workers()).isEqualTo(2);
    assertThat(advice.options()).anyMatch(option -> !option.fits() && option.workers() == 8);
  }

  /** Before that the server was another one. */
  @Test
  void onlyWhatCameSinceTheLastSizeCounts() {
    Recorded recorded = new Recorded().clients(12, 1, 240, 0.002, 0.498).resized(121);
    assertThat(Adviser.advise(recorded.observation()))
        .asInstanceOf(type(Advised.TooLittle.class))
        .extracting(Advised.TooLittle::missing)
        .asString()
        .startsWith(
            "0 requests were answered by the app in the last minutes, since the size was changed");
  }

  @Test
  void twoRequestsSayNothing() {
    Recorded recorded = new Recorded().request(0, 0, 0.1, 0).request(1, 0, 0.1, 0);
    assertThat(Adviser.advise(recorded.observation())).isInstanceOf(Advised.TooLittle.class);
  }

  /** Recorded where there was room, and so without a sign that anybody waits. */
  @Test
  void ofSizesThatFallBehindItIsSaidThatTheyLookTooBad() {
    Recorded recorded = new Recorded().size(2, 12);
    Recorded quiet = new Recorded().size(2, 12);
    for (int i = 0; i < 1000; i++) {
      recorded.request(0.05 * i, 0, 0.002, 0.45);
      quiet.request(i, 0, 0.002, 0.45);
    }
    String said = "Sizes that cannot keep up with that look worse than they would be";
    assertThat(given(recorded.observation()).reasons())
        .anyMatch(reason -> reason.contains("replayed as they came. " + said));
    assertThat(given(quiet.observation()).reasons())
        .anyMatch(reason -> reason.endsWith("replayed as they came."));
  }

  /** What was refused was wanted all the same. */
  @Test
  void refusedRequestsCount() {
    Recorded recorded = new Recorded();
    for (int i = 0; i < 300; i++) {
      recorded.add(0.25 * i, 0, 0.01, 0, 0.49, i % 2 == 0 ? 100 : 0);
    }
    Advice advice = given(recorded.observation());
    assertThat(advice.recommended().threads()).isGreaterThanOrEqualTo(2);
    assertThat(advice.reasons()).anyMatch(reason -> reason.contains("150 that no worker ever had"));
  }

  /** A shared lock makes each request wait for the others: more slots would not help. */
  @Test
  void waitingForEachOtherIsSaid() {
    Recorded recorded = new Recorded().size(1, 8);
    for (int i = 0; i < 400; i++) {
      int together = i % 8;
      double begin = Math.floorDiv(i, 8);
      recorded.request(begin + 0.001 * together, 0, 0.001, 0.05 * (1 + together));
    }
    Advice advice = given(recorded.observation());
    assertThat(advice.confidence()).isEqualTo("low");
    assertThat(advice.confidenceReason())
        .contains("blocked")
        .contains("times longer when many ran");
  }

  /** Six event streams on eight slots: what is quick beside them is not all there is. */
  @Test
  void slotsThatAreHeldAreNeededToo() {
    Recorded recorded = new Recorded().size(2, 4).running(6, "/events?of=7", 31);
    Advice advice = given(quick(recorded, 3).observation());
    assertThat(advice.recommended().workers() * advice.recommended().threads())
        .isGreaterThanOrEqualTo(8);
    assertThat(advice.options())
        .filteredOn(option -> option.workers() * option.threads() <= 6)
        .isNotEmpty()
        .allMatch(option -> option.throughput() == 0);
    assertThat(advice.reasons())
        .anyMatch(reason ->
            reason.startsWith("6 requests (GET /events) have run for 31 s and have not ended"))
        .noneMatch(reason -> reason.matches(".*\\b[1-7] threads? would do.*"));
  }

  @Test
  void thoseWhoWaitBesideHeldSlotsGetMoreOfThem() {
    Advice advice =
        given(
            new Recorded()
                .size(2, 4)
                .running(6, "/events", 31)
                .clients(14, 2, 400, 0.0004, 0.02)
                .observation());
    assertThat(advice.recommended().workers() * advice.recommended().threads())
        .isGreaterThanOrEqualTo(6 + 14);
    assertThat(advice.current().throughput()).isBetween(90.0, 110.0);
  }

  /** They are recorded, too: it is not known which of them ends when, but as many do as come. */
  @Test
  void requestsOfTheUsualLengthAreNotHeldSlots() {
    Recorded recorded = new Recorded().size(1, 4).running(4, "/", 1.8);
    Advice advice = given(recorded.clients(4, 4, 200, 0.001, 2).observation());
    assertThat(advice.reasons()).noneMatch(reason -> reason.contains("have not ended"));
    assertThat(advice.recommended().threads()).isEqualTo(4);
  }

  /** One user has left his stream after ten minutes: the others are still there. */
  @Test
  void thatOneHasEndedDoesNotMakeTheOthersUsual() {
    Recorded recorded = new Recorded().size(2, 4).running(6, "/events", 300);
    Advice advice = given(quick(recorded.request(0, 0, 0, 600), 3).observation());
    assertThat(advice.reasons()).anyMatch(reason -> reason.contains("(GET /events) have run"));
  }

  @Test
  void whereAllSlotsAreHeldThatIsSaid() {
    Recorded recorded = new Recorded().size(1, 4).running(4, "/events", 31);
    assertThat(Adviser.advise(recorded.observation()))
        .asInstanceOf(type(Advised.TooLittle.class))
        .extracting(Advised.TooLittle::missing)
        .asString()
        .contains(
            "4 requests (GET /events) have run for 31 s and have not ended: they hold all 4 slots",
            "`junicorn doctor` names a size");
  }

  private static Recorded quick(Recorded recorded, int clients) {
    for (int i = 0; i < 1800; i++) {
      recorded.request(600 + 0.02 / clients * i, 0, 0.0004, 0.02);
    }
    return recorded;
  }

  /** A lock of 0.2 s in each of two processes, eight clients: with 1 x 8 half as many would end. */
  @Test
  void whereRequestsTakeTurnsInEachWorkerMoreOfThemAreAdvised() {
    Recorded recorded = new Recorded().size(2, 4).atOneLine();
    for (int i = 0; i < 400; i++) {
      int pid = 100 + i % 2;
      double turn = Math.floorDiv(i, 2);
      double ends = 0.2 * (turn + 1) + 0.01 * (i % 2);
      double begins = Math.max(0, ends - 0.8);
      recorded.add(begins, 0, 0.0005, 0, ends - begins, pid);
    }
    Advice advice = given(recorded.observation());
    assertThat(advice.confidence()).isEqualTo("low");
    assertThat(advice.command()).contains("--workers 5 --threads 2");
    assertThat(Doctor.examine(recorded.observation()).getFirst().fix())
        .contains(
            "Until then more workers help, threads do not: `junicorn ctl scale workers=5 threads=2`.");
    assertThat(advice.sentence()).contains("for the first reason below");
    assertThat(advice.reasons())
        .anyMatch(reason -> reason.startsWith("Requests wait for each other at one line"))
        .noneMatch(reason -> reason.contains("would do"));
    assertThat(Doctor.codes()).contains(Adviser.SHARED_WAIT);
  }

  @Test
  void clientsThatWaitForTheirAnswersGetASlotEachAndTheDoctorSaysTheSame() {
    Recorded recorded = new Recorded().size(3, 6).clients(26, 18, 600, 0.002, 0.3).waiting(8);
    Advice advice = given(recorded.observation());
    assertThat(advice.recommended().workers()).isEqualTo(3);
    assertThat(advice.recommended().threads()).isEqualTo(9);
    Finding finding = Doctor.examine(recorded.observation()).getFirst();
    assertThat(finding.fix().getFirst()).contains("scale workers=3 threads=9`");
    assertThat(finding.evidence()).contains(advice.reasons().getFirst());
    assertThat(advice.reasons()).anyMatch(reason -> reason.contains("replayed as 26 clients"));
  }

  /** Sixty old requests were quick; those of now hang, and others wait for their slots. */
  @Test
  void whatHangsNowIsNotPassedOverForOldRequests() {
    Recorded recorded = new Recorded().size(1, 6).running(6, "/report", 40).waiting(20);
    for (int i = 0; i < 60; i++) {
      recorded.request(-120 + i, 0, 0.001, 0.01);
    }
    Advice advice = given(recorded.observation());
    assertThat(advice.recommended().threads()).isEqualTo(26);
    assertThat(advice.reasons()).anyMatch(reason -> reason.contains("(GET /report) have run"));
  }

  /** A fourth worker would fit into the 600 MB that are free, and leave too little for others. */
  @Test
  void theDoctorNamesNoSizeThatMemoryDoesNotCarryHere() {
    Observation observation =
        new Recorded()
            .size(3, 32)
            .memory(400 * Recorded.MB, 600 * Recorded.MB)
            .clients(120, 96, 600, 0.002, 0.3)
            .waiting(24)
            .observation();
    assertThat(Doctor.examine(observation).getFirst().fix())
        .noneMatch(step -> step.contains("scale"));
    assertThat(given(observation).recommended().workers()).isEqualTo(3);
  }

  /** Replayed as they came, more are there at once on a slower size than there were clients. */
  @Test
  void noMoreSlotsAreRecommendedThanThereWereEverRequestsAtOnce() {
    Advice advice =
        given(new Recorded().size(4, 6).clients(22, 24, 782, 0.002, 0.023).observation());
    assertThat(advice.recommended().workers() * advice.recommended().threads())
        .isLessThanOrEqualTo(22 + advice.recommended().workers() - 1);
  }

  /**
   * As many requests as are kept, on eight cores, and not more than a second or two of a processor,
   * whoever else wants it.
   */
  @Test
  @SuppressWarnings("SystemOut")
  void itTakesNotLong() {
    SplittableRandom random = new SplittableRandom(7);
    Recorded recorded = new Recorded().cores(8).size(4, 8);
    double at = 0;
    for (int i = 0; i < Observation.Bounds.REQUESTS; i++) {
      at += random.nextExponential() / 200;
      recorded.request(at, 0, 0.02 * random.nextExponential(), 0.1 * random.nextExponential());
    }
    Observation observation = recorded.observation();
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long began = threads.getCurrentThreadCpuTime();
    Advice advice = given(observation);
    Duration took = Duration.ofNanos(threads.getCurrentThreadCpuTime() - began);
    System.out.println(advice.options().size() + " sizes, cold: " + took.toMillis() + " ms");
    assertThat(took).isLessThan(Duration.ofSeconds(10));
  }

  private static Advice given(Observation observation) {
    Advised advised = Adviser.advise(observation);
    assertThat(advised).isInstanceOf(Advised.Given.class);
    return ((Advised.Given) advised).advice();
  }
}
