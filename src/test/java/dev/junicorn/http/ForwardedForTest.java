package dev.junicorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardedForTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "203.0.113.7:51234; 203.0.113.7",
        "203.0.113.7; 203.0.113.7",
        "203.0.113.7:1,198.51.100.2:65535; 203.0.113.7, 198.51.100.2",
        "[2001:db8::7]:51234; 2001:db8::7",
        "[2001:db8::7]; 2001:db8::7",
        "2001:db8::7; 2001:db8::7",
        "unknown; unknown",
        "203.0.113.7:port; 203.0.113.7:port",
        "''; ''",
      })
  void portsAreTakenOff(String value, String expected) {
    assertThat(ForwardedFor.withoutPorts(value)).isEqualTo(expected);
  }
}
