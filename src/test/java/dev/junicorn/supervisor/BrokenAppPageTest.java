package dev.junicorn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.exchange.Failure;
import org.junit.jupiter.api.Test;

class BrokenAppPageTest {

  private static final BootFailure WHY =
      new BootFailure(true, "NameError: <b>", "File \"app.py\", line 1\n  secret & <script>\n");

  @Test
  void clientsDoNotLearnTheCause() {
    Failure failure = BrokenAppPage.of(WHY, false, false, 7);
    assertThat(failure.status()).isEqualTo(503);
    assertThat(failure.retryAfter()).isEqualTo(7);
    assertThat(failure.message()).doesNotContain("NameError", "secret");
  }

  @Test
  void theyDoWithDebugErrorsAsText() {
    Failure failure = BrokenAppPage.of(WHY, false, true, 1);
    assertThat(failure.mediaType()).startsWith("text/plain");
    assertThat(failure.message()).contains("NameError: <b>", "secret & <script>");
  }

  @Test
  void developersGetAPageInWhichNothingOfTheErrorIsMarkup() {
    Failure failure = BrokenAppPage.of(WHY, true, true, 1);
    assertThat(failure.mediaType()).startsWith("text/html");
    assertThat(failure.message())
        .contains("NameError: &lt;b&gt;", "secret &amp; &lt;script&gt;", "&quot;app.py&quot;")
        .doesNotContain("<script>", "<b>");
  }
}
