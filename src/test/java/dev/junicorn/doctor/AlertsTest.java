package dev.junicorn.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.doctor.Finding.Weight;
import dev.junicorn.event.FindingEvent;
import dev.junicorn.event.FindingEvent.FindingOver;
import dev.junicorn.event.FindingEvent.FindingPersists;
import dev.junicorn.event.Severity;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertsTest {

  private static final Finding FULL =
      new Finding(
          "slots-full", Weight.CRITICAL, "Full", "", List.of("a", "b", "c"), List.of("do"), "");

  private final Alerts alerts = new Alerts();
  private long second;

  @Test
  void whatPersistsIsSaidOnceAndThatItIsOver() {
    assertThat(look(29, FULL)).isEmpty();
    List<FindingEvent> said = look(100, FULL);
    assertThat(said).hasSize(1);
    assertThat(said.getFirst().severity()).isEqualTo(Severity.WARNING);
    assertThat(said.getFirst().describe()).contains("Full (slots-full, for", "a b Fix: do");
    assertThat(look(55)).isEmpty();
    assertThat(look(10)).singleElement().isInstanceOf(FindingOver.class);
    assertThat(look(100)).isEmpty();
  }

  @Test
  void whatCanBeDoneAtOnceReadsAsASentence() {
    Finding fixedAtOnce =
        new Finding(
            "slots-full", Weight.CRITICAL, "Full", "", List.of(), List.of("Now, so: `x`."), "");
    assertThat(look(100, fixedAtOnce).getFirst().describe()).contains(" Fix now, so: `x`. More:");
  }

  @Test
  void whatLastsIsSaidAgainAfterHalfAnHour() {
    assertThat(look(1700, FULL)).hasSize(1);
    assertThat(look(200, FULL)).singleElement().isInstanceOf(FindingPersists.class);
  }

  @Test
  void whatComesAndGoesIsNotSaid() {
    for (int i = 0; i < 20; i++) {
      assertThat(look(20, FULL)).isEmpty();
      assertThat(look(12)).isEmpty();
    }
  }

  @Test
  void aShortAbsenceDoesNotCount() {
    List<FindingEvent> said = new ArrayList<>(look(20, FULL));
    said.addAll(look(5));
    said.addAll(look(20, FULL));
    assertThat(said).hasSize(1);
  }

  private List<FindingEvent> look(int seconds, Finding... findings) {
    List<FindingEvent> said = new ArrayList<>();
    for (int i = 0; i < seconds; i++) {
      said.addAll(alerts.heed(List.of(findings), second++ * 1_000_000_000L));
    }
    return said;
  }
}
