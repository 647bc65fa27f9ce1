package dev.junicorn.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShellScriptTest {

  private static final Map<String, String> ENVIRONMENT =
      Map.of("PORT", "8000", "NUM_CORES", "2", "EMPTY", "", "TWO", "a  b", "STAR", "*");

  private static List<String> words(String text) {
    assertThat(ShellScript.read(text, ENVIRONMENT)).isInstanceOf(ShellScript.Simple.class);
    return ((ShellScript.Simple) ShellScript.read(text, ENVIRONMENT)).words();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "  \n\t\n", "# a comment", "#!/bin/bash\n\n# nothing yet\r\n", "\\\n"})
  void aScriptWithoutACommandIsEmpty(String text) {
    assertThat(ShellScript.read(text, ENVIRONMENT)).isEqualTo(new ShellScript.Empty());
  }

  @Test
  void commentsLineEndsAndContinuationsAreReadAsInAShell() {
    assertThat(words("#!/bin/sh\r\n# start\r\ngunicorn \\\r\n  app:app # that is it\r\n\r\n"))
        .containsExactly("gunicorn", "app:app");
    assertThat(words("a#b c# #d")).containsExactly("a#b", "c#");
    assertThat(words("app:\\\napp")).containsExactly("app:app");
  }

  @Test
  void quotesKeepTheirContents() {
    assertThat(words("'it''s' \"a 'b' \\\"c\\\" \\d\" e\\ f ''"))
        .containsExactly("its", "a 'b' \"c\" \\d", "e f", "");
    assertThat(words("'$PORT' \"\\$PORT\" \\$PORT \"a;b|c\""))
        .containsExactly("$PORT", "$PORT", "$PORT", "a;b|c");
    assertThat(words("\"a\\\nb\"")).containsExactly("ab");
  }

  @Test
  void variablesAreExpandedAndSplitOutsideOfQuotes() {
    assertThat(words("-b :$PORT \":${PORT}\" ${NONE:-9000} ${EMPTY:-x} ${EMPTY-x}y $NONE"))
        .containsExactly("-b", ":8000", ":8000", "9000", "x", "y");
    assertThat(words("x$TWO \"$TWO\" $EMPTY \"$EMPTY\"")).containsExactly("xa", "b", "a  b", "");
    assertThat(words("a $ b 5$")).containsExactly("a", "$", "b", "5$");
  }

  @Test
  void sumsAreWorkedOut() {
    assertThat(words("--workers=$((($NUM_CORES*2)+1)) \"$(( 2 * NUM_CORES + 1 ))\" $((7/2%2-1))"))
        .containsExactly("--workers=5", "5", "0");
  }

  @Test
  void assignmentsBeforeTheCommandAreVariables() {
    assertThat(ShellScript.read("A=1 B=\"x y\" C=$TWO D= cmd E=5", ENVIRONMENT))
        .isEqualTo(
            new ShellScript.Simple(
                Map.of("A", "1", "B", "x y", "C", "a  b", "D", ""), List.of("cmd", "E=5")));
    assertThat(words("'A=1' \"B\"=2 3C=4")).containsExactly("A=1", "B=2", "3C=4");
  }

  @Test
  void aStarInAnOptionStandsForItself() {
    assertThat(words("gunicorn --forwarded-allow-ips=* app:app"))
        .containsExactly("gunicorn", "--forwarded-allow-ips=*", "app:app");
  }

  @Test
  void anAddressInBracketsStandsForItself() {
    assertThat(words("-b [::]:$PORT --bind [::1] '[::]:1'"))
        .containsExactly("-b", "[::]:8000", "--bind", "[::1]", "[::]:1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '\0',
      textBlock =
          """
          a | b~pipe
          a && b~and
          a &~background
          a; b~several commands
          a > log~redirects
          a < in~redirects
          (a)~parenthesis
          a `date`~output of another command
          a "`date`"~output of another command
          a $(date)~output of another command
          a *.py~pattern
          a [ab]~pattern
          a [a:b~pattern
          a $STAR~pattern
          a $1~expansion
          a ${PORT%0}~expansion
          a $'b'~expansion
          a 'b~not closed
          a "b~not closed
          a \\~last backslash
          a $((NONE + 1))~NONE
          a $((1 / 0))~zero
          a $((1 +))~sum
          a $((9999999999999999999))~sum
          """)
  void whatNeedsAShellIsNamed(String text, String why) {
    assertThat(ShellScript.read(text, ENVIRONMENT))
        .isInstanceOfSatisfying(
            ShellScript.NeedsShell.class, script -> assertThat(script.why()).contains(why));
  }

  @Test
  void severalLinesAndHomeFoldersNeedAShell() {
    assertThat(ShellScript.read("cd src\ngunicorn app:app", ENVIRONMENT))
        .isEqualTo(new ShellScript.NeedsShell("it has several commands, one a line"));
    assertThat(ShellScript.read("~/bin/gunicorn app:app", ENVIRONMENT))
        .isEqualTo(new ShellScript.NeedsShell("it has a home folder (~)"));
    assertThat(words("a~b")).containsExactly("a~b");
  }
}
