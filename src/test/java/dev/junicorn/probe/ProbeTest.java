package dev.junicorn.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.probe.SimulatedServer.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said about servers that are not simply so many threads. */
class ProbeTest {

  @Test
  void oneThreadIsSaidInPlainWords() throws InterruptedException {
    Verdict verdict = probe(new SimulatedServer(Kind.of(1, 1, 0.2), 1));
    assertThat(verdict)
        .isEqualTo(
            new Verdict.AtOnce(
                1,
                false,
                Verdict.Confidence.HIGH,
                Duration.ofMillis(200),
                List.of(
                    "Answers came one after another: one process, one thread.",
                    "While one request runs, everybody else waits: of 4 at once the last waited"
                        + " 0.60 s.")));
  }

  @Test
  void aFewRequestsAreEnoughForOneThread() throws InterruptedException {
    SimulatedServer server = new SimulatedServer(Kind.of(1, 1, 0.2), 1);
    probe(server);
    assertThat(server.sent()).isLessThan(20);
  }

  @Test
  void theFirstRequestDoesNotCount() throws InterruptedException {
    assertThat(probe(new SimulatedServer(Kind.of(1, 3, 0.2), 1).warmingUpFor(5)))
        .isInstanceOfSatisfying(
            Verdict.AtOnce.class,
            found -> {
              assertThat(found.number()).isEqualTo(3);
              assertThat(found.service()).isEqualTo(Duration.ofMillis(200));
            });
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void anUnevenServerIsSeenAtItsBest(long seed) throws InterruptedException {
    assertThat(probe(new SimulatedServer(Kind.of(3, 6, 0.2).dealingAtRandom(), seed)))
        .isInstanceOfSatisfying(
            Verdict.AtOnce.class,
            found -> {
              assertThat(found.number()).isEqualTo(18);
              assertThat(found.explanation().stream().anyMatch(text -> text.contains("uneven")))
                  .isEqualTo(found.atLeast());
            });
  }

  /** Three times the same number too small, as gunicorn shows it in one probe of thirty. */
  @Test
  void agreementOnTheLargestSizeIsNotEnoughWhereASmallerOneWasShort() throws InterruptedException {
    List<Volley> script = new ArrayList<>();
    for (int asked : new int[] {1, 1, 1, 2, 4, 8}) {
      script.add(steps(asked, asked));
    }
    script.add(steps(16, 13));
    for (int atOnce : new int[] {17, 17, 17, 18, 17, 18, 18, 18, 18, 18}) {
      script.add(steps(32, atOnce));
    }
    assertThat(probe(replaying(script)))
        .isInstanceOfSatisfying(
            Verdict.AtOnce.class,
            found -> {
              assertThat(found.number()).isEqualTo(18);
              assertThat(found.atLeast()).isTrue();
              assertThat(found.explanation())
                  .contains(
                      "In 5 of 14 volleys fewer ran at once, down to 13: the server gives its"
                          + " processes uneven shares, so that some requests wait while threads are"
                          + " idle. It may be able to run more than was seen.");
            });
    assertThat(script).isEmpty();
  }

  @Test
  void requestsThatHinderEachOtherAreNotCertain() throws InterruptedException {
    assertThat(probe(new SimulatedServer(Kind.of(1, 6, 0.2).sharingAProcessor(), 1)))
        .isInstanceOfSatisfying(
            Verdict.AtOnce.class,
            found -> {
              assertThat(found.number()).isEqualTo(6);
              assertThat(found.confidence()).isEqualTo(Verdict.Confidence.LOW);
              assertThat(found.explanation()).anyMatch(text -> text.contains("compete"));
            });
  }

  @Test
  void aProberWithoutAProcessorSaysSo() throws InterruptedException {
    assertThat(probe(new SimulatedServer(Kind.of(1, 2, 0.2), 1).seenWithPausesOf(0.1)))
        .isInstanceOfSatisfying(
            Verdict.AtOnce.class,
            found -> {
              assertThat(found.confidence()).isEqualTo(Verdict.Confidence.LOW);
              assertThat(found.explanation()).anyMatch(text -> text.contains("too busy"));
            });
  }

  @Test
  void aCacheThatFillsWhileItIsProbedIsNotedAndNotCounted() throws InterruptedException {
    List<Volley> script = new ArrayList<>();
    script.add(volley(0.2));
    script.add(volley(0.2));
    script.add(volley(0.2));
    script.add(volley(0.2, 0.01));
    script.add(volley(0.01, 0.01, 0.01, 0.01));
    assertThat(probe(replaying(script)))
        .isInstanceOfSatisfying(
            Verdict.CannotTell.class,
            verdict -> assertThat(verdict.explanation()).anyMatch(text -> text.contains("cache")));
  }

  /** The machine was busy when a connection was made. */
  @Test
  void aConnectionThatIsMadeLateIsNotTakenForTheNetwork() throws InterruptedException {
    List<Volley> script = new ArrayList<>();
    script.add(volley(0.2));
    script.add(
        new Volley(
            1,
            List.of(new Volley.Answered(200, Duration.ofMillis(230))),
            Duration.ofMillis(164),
            Duration.ZERO));
    script.add(volley(0.2));
    script.add(
        new Volley(
            2,
            List.of(
                new Volley.Answered(200, Duration.ofMillis(200)),
                new Volley.Answered(200, Duration.ofMillis(400))),
            Duration.ofMillis(160),
            Duration.ZERO));
    for (int i = 0; i < 3; i++) {
      script.add(volley(0.2, 0.4, 0.6, 0.8));
    }
    assertThat(probe(replaying(script)))
        .isInstanceOfSatisfying(
            Verdict.AtOnce.class,
            found -> {
              assertThat(found.number()).isEqualTo(1);
              assertThat(found.service()).isEqualTo(Duration.ofMillis(200));
            });
  }

  @Test
  void aRedirectionIsNotFollowed() throws InterruptedException {
    Volley redirected =
        new Volley(
            1,
            List.of(new Volley.Answered(302, Duration.ofMillis(200))),
            Duration.ZERO,
            Duration.ZERO);
    assertThat(probe(replaying(new ArrayList<>(List.of(redirected)))))
        .isEqualTo(
            new Verdict.CannotTell(
                List.of(
                    "The first request got status 302.",
                    "Redirections are not followed: give the URL where they lead to.")));
  }

  @Test
  void timeThatIsOverIsSaid() throws InterruptedException {
    SimulatedServer server = new SimulatedServer(Kind.of(1, 1, 5), 1);
    Verdict verdict =
        new Probe(server, 32, Duration.ofSeconds(30), server::nanoTime).run(_ -> {}).verdict();
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.AtOnce.class,
            found -> {
              assertThat(found.number()).isEqualTo(1);
              assertThat(found.confidence()).isEqualTo(Verdict.Confidence.MEDIUM);
              assertThat(found.explanation().getLast()).contains("--timeout");
            });
  }

  private static Verdict probe(SimulatedServer server) throws InterruptedException {
    return new Probe(server, 32, Duration.ofMinutes(5), server::nanoTime).run(_ -> {}).verdict();
  }

  private static Verdict probe(Volleys volleys) throws InterruptedException {
    return new Probe(volleys, 32, Duration.ofMinutes(5), () -> 0).run(_ -> {}).verdict();
  }

  private static Volley volley(double... seconds) {
    List<Volley.Outcome> outcomes = new ArrayList<>();
    for (double second : seconds) {
      outcomes.add(new Volley.Answered(200, Duration.ofNanos((long) (second * 1e9))));
    }
    return new Volley(seconds.length, outcomes, Duration.ZERO, Duration.ZERO);
  }

  /** So many of them run at once, the others after those. */
  private static Volley steps(int asked, int atOnce) {
    double[] seconds = new double[asked];
    for (int i = 0; i < asked; i++) {
      seconds[i] = 0.2 * (1 + i / atOnce);
    }
    return volley(seconds);
  }

  private static Volleys replaying(List<Volley> script) {
    return new Volleys() {
      @Override
      public Volley fire(int requests, Duration limit) {
        return script.removeFirst();
      }

      @Override
      public void close() {}
    };
  }
}
