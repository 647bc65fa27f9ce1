package dev.junicorn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A reader of ARCHITECTURE.md and one of a package are told the same. */
class PackageTableTest {

  @Test
  void everyPackageHasItsRow() throws IOException {
    assertThat(PackageTable.ofThePicture().keySet())
        .containsExactlyInAnyOrderElementsOf(PackageTable.packages());
  }

  @Test
  void everyPackageSaysWhatItsRowSays() throws IOException {
    assertThat(PackageTable.ofTheCharters())
        .containsExactlyInAnyOrderEntriesOf(PackageTable.ofThePicture());
  }
}
