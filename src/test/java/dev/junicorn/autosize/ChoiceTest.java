package dev.junicorn.autosize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.junicorn.advice.Advised;
import dev.junicorn.advice.Adviser;
import dev.junicorn.advice.Prediction;
import dev.junicorn.advice.Recorded;
import dev.junicorn.observation.Observation;
import org.junit.jupiter.api.Test;

class ChoiceTest {

  /** Eight users are enough for eight slots only where no event stream has six of them. */
  @Test
  void slotsThatAreHeldAreNotThereForOthers() {
    Observation seen =
        new Recorded()
            .size(2, 4)
            .running(6, "/events", 40)
            .clients(8, 2, 400, 0.001, 0.5)
            .observation();
    assertThat(Adviser.advise(seen))
        .asInstanceOf(type(Advised.Given.class))
        .satisfies(given ->
            assertThat(Choice.of(given.advice(), seen, true))
                .hasValueSatisfying(step -> assertThat(slots(step)).isGreaterThanOrEqualTo(14)));
  }

  private static int slots(Prediction size) {
    return size.workers() * size.threads();
  }
}
