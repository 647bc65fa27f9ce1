package dev.junicorn.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanSkuTest {

  @Test
  void everySizeIsFoundInAnyCase() {
    assertThat(PlanSku.named("p1V3").map(PlanSku::name)).hasValue("P1v3");
    assertThat(PlanSku.named("P9v9")).isEmpty();
    assertThat(PlanSku.all()).extracting(PlanSku::name).doesNotHaveDuplicates();
  }

  @Test
  void whatThePlatformTakesIsNotFree() {
    Machine machine = PlanSku.named("B1").orElseThrow().machine();
    assertThat(machine.cores()).isEqualTo(new Sourced<>(1, "--sku B1"));
    assertThat(machine.freeMemory())
        .hasValue(
            new Sourced<>(655L << 20, "--sku B1: 1855 MB, less 1200 MB for App Service itself"));
  }

  @Test
  void whatIsNotVerifiedSaysSo() {
    assertThat(PlanSku.named("P3mv4").orElseThrow().machine().cores())
        .isEqualTo(new Sourced<>(8, "--sku P3mv4, a size that is not verified"));
    assertThat(PlanSku.named("I6v2").orElseThrow().megabytes()).isEqualTo(256 * 1024);
  }

  @Test
  void everySizeCarriesAWorker() {
    for (PlanSku sku : PlanSku.all()) {
      Sizing sizing = Sizing.decide(sku.machine(), Optional.empty(), Optional.empty());
      assertThat(sizing.size().workers().value()).as(sku.name()).isBetween(1, 2 * sku.cores() + 1);
    }
  }
}
