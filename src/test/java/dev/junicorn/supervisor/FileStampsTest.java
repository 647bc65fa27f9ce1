package dev.junicorn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FileStampsTest {

  private static final Path APP = Path.of("/srv/app.py");
  private static final Path LATE = Path.of("/srv/late.py");
  private static final FileStamps.Stamp OLD = new FileStamps.Stamp(1000, 10);

  private static final FileStamps BEFORE = new FileStamps(Map.of(APP, OLD));

  @Test
  void sameLooksAreNoChange() {
    assertThat(new FileStamps(Map.of(APP, OLD)).changeSince(BEFORE)).isEmpty();
  }

  @Test
  void anotherTimeOrSizeIsOne() {
    assertThat(stamps(new FileStamps.Stamp(1001, 10)).changeSince(BEFORE)).contains(APP);
    assertThat(stamps(new FileStamps.Stamp(1000, 11)).changeSince(BEFORE)).contains(APP);
  }

  @Test
  void soIsAFileThatIsGone() {
    assertThat(new FileStamps(Map.of()).changeSince(BEFORE)).contains(APP);
  }

  @Test
  void aFileThatIsSeenForTheFirstTimeIsNone() {
    assertThat(new FileStamps(Map.of(APP, OLD, LATE, OLD)).changeSince(BEFORE)).isEmpty();
  }

  private static FileStamps stamps(FileStamps.Stamp ofTheApp) {
    return new FileStamps(Map.of(APP, ofTheApp));
  }
}
