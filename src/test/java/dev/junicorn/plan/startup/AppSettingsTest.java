package dev.junicorn.plan.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.junicorn.plan.ConfigError;
import dev.junicorn.plan.Sourced;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AppSettingsTest {

  private static final String SEVERAL = "PYTHON_ENABLE_GUNICORN_MULTIWORKERS";
  private static final String WORKERS = "PYTHON_GUNICORN_CUSTOM_WORKER_NUM";
  private static final String THREADS = "PYTHON_GUNICORN_CUSTOM_THREAD_NUM";

  private static List<Sourced<List<String>>> options(Map<String, String> environment) {
    return new AppSettings(environment).options();
  }

  @Test
  void nothingSetIsNothingSaid() {
    assertThat(options(Map.of())).isEmpty();
    assertThat(options(Map.of(WORKERS, " ", "HOST", ""))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "true", "True", " TRUE ", "t", "yes", "on"})
  void numbersCountUnlessTheyAreSwitchedOff(String several) {
    assertThat(options(Map.of(SEVERAL, several, WORKERS, " 4", THREADS, "8")))
        .containsExactly(
            new Sourced<>(List.of("--workers=4"), WORKERS),
            new Sourced<>(List.of("--threads=8"), THREADS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "false", "F", "no", "off"})
  void switchedOffMeansOneWorker(String several) {
    assertThat(options(Map.of(SEVERAL, several, WORKERS, "4", THREADS, "8")))
        .containsExactly(new Sourced<>(List.of("--workers=1"), SEVERAL));
  }

  @Test
  void whatIsNeitherYesNorNoIsRefused() {
    assertThatThrownBy(() -> options(Map.of(SEVERAL, "maybe")))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining(SEVERAL + "=maybe")
        .hasMessageContaining("Write true or false");
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0,'',--bind=0.0.0.0:8000",
    "127.0.0.1,9000,--bind=127.0.0.1:9000",
    "::1,9000,--bind=[::1]:9000",
    "localhost,80,--bind=localhost:80",
  })
  void hostIsWhereToListen(String host, String port, String option) {
    assertThat(options(Map.of("HOST", host, "PORT", port)))
        .containsExactly(new Sourced<>(List.of(option), "HOST"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"my-laptop", "x86_64-conda-linux-gnu", "1.2.3", "0.0.0.0; rm"})
  void aHostThatIsNoAddressIsPassedOver(String host) {
    assertThat(options(Map.of("HOST", host))).isEmpty();
  }
}
