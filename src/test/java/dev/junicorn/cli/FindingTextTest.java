package dev.junicorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.doctor.Examination;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingTextTest {

  @Test
  void nothingFoundAfterLongEnoughIsNothingWrong() {
    assertThat(lines(10)).first().isEqualTo("Nothing is wrong.");
  }

  /** Most rules look at ten seconds, and find nothing in fewer. */
  @Test
  void nothingFoundInAMomentSaysLittle() {
    assertThat(String.join(" ", lines(3)))
        .startsWith(
            "Nothing is wrong so far, but only 3 s were seen; most findings need 10. Ask again in"
                + " 7 s. Looked at: ");
  }

  @Test
  void whileRequestsWaitNobodyIsToldThatNothingIsWrong() {
    Examination burst = new Examination(List.of(), 60, 9, 2, 3, 6, 0, 2, 8, 4);
    assertThat(String.join(" ", FindingText.lines(burst)))
        .startsWith(
            "Nothing is found so far, but all 6 slots are busy and 8 requests wait, for 4 s so far."
                + " Bursts pass, so it is a finding only where it lasts: ask again in 6 s. Looked at: ");
  }

  private static List<String> lines(int seconds) {
    return FindingText.lines(new Examination(List.of(), seconds, 0, 1, 1, 0, 0, 2, 0, 0));
  }
}
