package dev.junicorn.autosize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.doctor.Doctor;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AutoSizeTest {

  private static final int HOUR = 3600;

  /** Ten seconds until it is found, and three looks, ten seconds apart. */
  @Test
  void threadsAreDoubledWhenThreeLooksWantIt() {
    ModelServer server = new ModelServer().run(29);
    assertThat(server.asked).isEqualTo(2);
    assertThat(server.steps).isEmpty();
    server.run(1);
    assertThat(server.steps)
        .singleElement()
        .satisfies(step -> {
          assertThat(step.from()).isEqualTo(new Size(3, 6));
          assertThat(step.to()).isEqualTo(new Size(3, 12));
          assertThat(step.isLast()).isFalse();
          assertThat(step.reason())
              .contains(
                  "72.0 requests instead of 36.0 would end in a second",
                  "--workers 3 --threads 12");
        });
  }

  @Test
  void eachStepIsTriedForTwoMinutesBeforeTheNext() {
    ModelServer server = new ModelServer().run(HOUR);
    assertThat(server.steps.stream().map(Step::to))
        .containsExactly(new Size(3, 12), new Size(3, 24));
    assertThat(server.stepSeconds.get(1) - server.stepSeconds.get(0)).isBetween(120, 160);
    assertThat(server.slots()).as("nobody waits any more").isGreaterThanOrEqualTo(server.users);
  }

  @Test
  void whoHasRoomIsNotAsked() {
    ModelServer server = new ModelServer();
    server.users = 18;
    assertThat(server.run(HOUR).asked).isZero();
  }

  @Test
  void aBurstIsWhatTheQueueIsFor() {
    ModelServer server = new ModelServer();
    for (int i = 0; i < 20; i++) {
      server.users = 60;
      server.run(25);
      server.users = 5;
      server.run(60);
    }
    assertThat(server.steps).isEmpty();
  }

  @Test
  void anAdviceThatIsNotSureIsNotHeededAndRarelyAskedFor() {
    ModelServer server = new ModelServer();
    server.confidence = "low";
    server.run(HOUR);
    assertThat(server.steps).isEmpty();
    assertThat(server.asked).isLessThanOrEqualTo(HOUR / 30);
  }

  @Test
  void itHeedsFindingsThatTheDoctorHas() {
    assertThat(Doctor.codes()).contains(AutoSize.SLOTS, AutoSize.LOCK);
  }

  @Test
  void whatOtherFindingsExplainIsNotALackOfSlots() {
    ModelServer server = new ModelServer();
    server.finding = "shared-wait";
    assertThat(server.run(HOUR).asked).isZero();
  }

  @Test
  void nothingIsDecidedWhileWorkersAreReplaced() {
    ModelServer server = new ModelServer();
    server.replacing = true;
    assertThat(server.run(HOUR).asked).isZero();
    server.replacing = false;
    assertThat(server.run(60).steps).hasSize(1);
  }

  @Test
  void whereThreadsBringNothingWorkersComeAsFarAsMemoryCarriesThem() {
    ModelServer server = new ModelServer();
    server.workers = 1;
    server.threadsHelp = false;
    server.finding = "gil-contention";
    server.each = 100 * ModelServer.MB;
    server.memory = 700 * ModelServer.MB; // 256 MB kept, 125 MB for each: three
    server.run(HOUR);
    assertThat(server.workers).isEqualTo(3);
    assertThat(server.threads).isEqualTo(6);
  }

  @Test
  void whereMemoryIsNotKnownNoWorkerIsAdded() {
    ModelServer server = new ModelServer();
    server.workers = 1;
    server.threadsHelp = false;
    server.memory = 0;
    assertThat(server.run(HOUR).steps).isEmpty();
  }

  @Test
  void aStepThatBringsNothingIsTakenBackAndTheLast() {
    ModelServer server = new ModelServer();
    server.borne = 18;
    server.run(HOUR);
    assertThat(server.steps).hasSize(2);
    assertThat(server.lastStep())
        .hasValueSatisfying(step -> {
          assertThat(step.to()).isEqualTo(new Size(3, 6));
          assertThat(step.isLast()).isTrue();
          assertThat(step.reason())
              .contains("something else is the limit", "--workers 3 --threads 6");
        });
  }

  @Test
  void aStepThatMakesErrorsIsTakenBackAtOnce() {
    ModelServer server = new ModelServer();
    server.borne = 20;
    server.failsBeyond = true;
    server.run(HOUR);
    assertThat(server.steps).hasSize(2);
    assertThat(server.stepSeconds.get(1) - server.stepSeconds.get(0)).isLessThan(5);
    assertThat(server.lastStep())
        .hasValueSatisfying(step ->
            assertThat(step.reason())
                .contains("with 3 x 12 errors (5xx) were 44 of 100 answers instead of 0"));
  }

  /** Whether a step has helped shows while requests wait, not in the pauses between. */
  @Test
  void loadThatComesAndGoesDoesNotHideThatAStepBringsNothing() {
    ModelServer server = new ModelServer();
    server.borne = 18;
    for (int i = 0; i < 60; i++) {
      server.users = 60;
      server.run(45);
      server.users = 5;
      server.run(100);
    }
    assertThat(server.steps.stream().map(Step::to))
        .containsExactly(new Size(3, 12), new Size(3, 6));
  }

  @Test
  void whereNobodyWaitsAgainAStepIsKept() {
    ModelServer server = new ModelServer().run(30);
    server.users = 5;
    server.run(HOUR);
    server.borne = 10; // a slower day
    server.users = 60;
    server.run(20);
    assertThat(server.steps).hasSize(1);
  }

  @Test
  void anotherSizeEndsTheTrial() {
    ModelServer server = new ModelServer().run(30);
    server.workers = 2; // a reload has measured anew
    server.run(15);
    assertThat(server.run(25).steps)
        .hasSize(2)
        .last()
        .satisfies(step -> assertThat(step.from()).isEqualTo(new Size(2, 12)));
  }

  /** Whatever the load, the size stays in its bounds and settles: at most one step goes back. */
  @Property(tries = 200)
  void settlesInItsBounds(
      @ForAll @IntRange(min = 1, max = 9) int workers,
      @ForAll @IntRange(min = 1, max = 40) int threads,
      @ForAll @IntRange(min = 1, max = 600) int users,
      @ForAll @DoubleRange(min = 0.01, max = 5) double service,
      @ForAll @IntRange(min = 1, max = 300) int borne,
      @ForAll boolean failsBeyond,
      @ForAll boolean threadsHelp,
      @ForAll @IntRange(min = 0, max = 2000) int megabytes) {
    ModelServer server = new ModelServer();
    server.workers = workers;
    server.threads = threads;
    server.users = users;
    server.service = service;
    server.borne = borne;
    server.failsBeyond = failsBeyond;
    server.threadsHelp = threadsHelp;
    server.memory = megabytes * ModelServer.MB;
    server.run(HOUR);
    assertThat(server.threads).isBetween(1, Math.max(32, threads));
    assertThat(server.workers).isBetween(1, Math.max(5, workers));
    List<Step> steps = server.steps;
    for (int i = 0; i < steps.size(); i++) {
      boolean back = steps.get(i).isLast();
      assertThat(back && i < steps.size() - 1).as("a step after the last").isFalse();
      assertThat(slots(steps.get(i).to()) > slots(steps.get(i).from())).isEqualTo(!back);
    }
    int before = steps.size();
    assertThat(server.run(HOUR).steps).as("settled").hasSize(before);
  }

  private static int slots(Size size) {
    return size.workers() * size.threads();
  }
}
