package dev.junicorn.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The results are those of Python's {@code shlex.split}. */
class ShellWordsTest {

  @Test
  void splitsAtWhiteSpace() {
    assertThat(ShellWords.split("")).isEmpty();
    assertThat(ShellWords.split(" \t a  b\nc ")).containsExactly("a", "b", "c");
  }

  @Test
  void quotesKeepWhiteSpaceAndEmptyWords() {
    assertThat(ShellWords.split("--access-logfile '-' \"\" ''"))
        .containsExactly("--access-logfile", "-", "", "");
    assertThat(ShellWords.split("a' b 'c\"d \"")).containsExactly("a b cd ");
  }

  @Test
  void backslashesFollowPosix() {
    assertThat(ShellWords.split("a\\ b \\'c \\\\")).containsExactly("a b", "'c", "\\");
    assertThat(ShellWords.split("\"a\\\"b\\\\c\\d\" '\\'")).containsExactly("a\"b\\c\\d", "\\");
  }

  @Test
  void whatIsNotClosedIsRefused() {
    assertThatThrownBy(() -> ShellWords.split("a 'b")).hasMessageContaining("(') is not closed");
    assertThatThrownBy(() -> ShellWords.split("a \"b")).hasMessageContaining("(\") is not closed");
    assertThatThrownBy(() -> ShellWords.split("a\\")).hasMessageContaining("last backslash");
  }
}
