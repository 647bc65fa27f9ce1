package dev.junicorn.plan.startup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.plan.Bind;
import dev.junicorn.plan.LaunchPlan;
import dev.junicorn.plan.Sourced;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AppServiceTest {

  private static AppService with(String... variables) {
    Map<String, String> environment = new HashMap<>(Map.of("WEBSITE_INSTANCE_ID", "abc"));
    for (int i = 0; i < variables.length; i += 2) {
      environment.put(variables[i], variables[i + 1]);
    }
    return AppService.in(environment).orElseThrow();
  }

  private static LaunchPlan.Platform platform(String bind, int timeout, int graceful) {
    LaunchPlan.Listen listen =
        new LaunchPlan.Listen(List.of(Sourced.byDefault(Bind.parse(bind))), 1, List.of());
    LaunchPlan.Times times =
        new LaunchPlan.Times(
            Duration.ofSeconds(timeout),
            Duration.ofSeconds(graceful),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO);
    return with().platform(listen, times);
  }

  @Test
  void itIsRecognisedByItsInstance() {
    assertThat(AppService.in(Map.of("WEBSITE_SITE_NAME", "shop"))).isEmpty();
    assertThat(AppService.in(Map.of("WEBSITE_INSTANCE_ID", ""))).isEmpty();
    assertThat(AppService.in(Map.of("WEBSITE_INSTANCE_ID", "4a"))).isPresent();
  }

  @Test
  void itsFrontEndIsTrustedUnlessSomebodySaidWhom() {
    assertThat(with().options()).contains("--forwarded-allow-ips=127.0.0.1,::1,169.254.0.0/16");
    assertThat(with("FORWARDED_ALLOW_IPS", "").options())
        .noneMatch(option -> option.startsWith("--forwarded-allow-ips"));
  }

  @ParameterizedTest
  @CsvSource({"'',3", "5,3", "60,58", "120,118", "9999,118", "1,3", "soon,3"})
  void requestsFinishTwoSecondsBeforeTheContainerIsKilled(String limit, int graceful) {
    assertThat(with("WEBSITES_CONTAINER_STOP_TIME_LIMIT", limit).options())
        .contains("--graceful-timeout=" + graceful);
  }

  @Test
  void whatFitsIsNotWarnedOf() {
    assertThat(platform("0.0.0.0:8000", 230, 4))
        .isEqualTo(
            new LaunchPlan.Platform(
                java.util.Optional.of("/robots933456.txt"),
                true,
                java.util.Optional.of(Duration.ofSeconds(5)),
                List.of()));
  }

  @Test
  void aLongerTimeoutThanTheFrontEndsIsWarnedOf() {
    assertThat(platform("0.0.0.0:8000", 600, 3).warnings())
        .singleElement()
        .asString()
        .contains("--timeout 600", "504 after 230 s");
    assertThat(platform("0.0.0.0:8000", 0, 3).warnings()).hasSize(1);
  }

  @Test
  void aLongerGraceThanThePlatformsIsWarnedOf() {
    assertThat(platform("0.0.0.0:8000", 30, 5).warnings())
        .singleElement()
        .asString()
        .contains("--graceful-timeout 5", "5 s", "WEBSITES_CONTAINER_STOP_TIME_LIMIT");
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1:8000,1", "localhost:8000,1", "[::1]:8000,1", ":8000,0", "10.0.0.1:80,0"})
  void aLoopbackAddressIsWarnedOf(String bind, int warnings) {
    assertThat(platform(bind, 30, 3).warnings()).hasSize(warnings);
  }
}
