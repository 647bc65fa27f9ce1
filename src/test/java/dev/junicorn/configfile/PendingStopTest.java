package dev.junicorn.configfile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PendingStopTest {

  @ParameterizedTest
  @CsvSource({
    "0000000000000000, false",
    "0000000000000001, false", // HUP
    "0000000000000002, true", // INT
    "0000000000000004, true", // QUIT
    "0000000000004000, true", // TERM
    "8000000000004200, true",
    "8000000000000200, false",
  })
  void isIntQuitOrTerm(String pending, boolean stops) {
    String status =
        "Name:\tjava\nSigPnd:\tffffffffffffffff\nShdPnd:\t" + pending + "\nSigBlk:\t2\n";
    assertThat(PendingStop.isIn(status)).isEqualTo(stops);
  }
}
