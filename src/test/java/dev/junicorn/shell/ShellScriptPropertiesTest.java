package dev.junicorn.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ShellScriptPropertiesTest {

  private static final Map<String, String> ENVIRONMENT = Map.of("A", "1 2", "B", "*");

  @Property
  void wordsInQuotesComeBack(@ForAll("anyWords") List<String> words) {
    String line =
        words.stream().map(ShellScriptPropertiesTest::quote).collect(Collectors.joining(" "));
    assertThat(ShellScript.read(line, ENVIRONMENT))
        .isEqualTo(
            words.isEmpty() ? new ShellScript.Empty() : new ShellScript.Simple(Map.of(), words));
  }

  /** Where nothing but quotes is special, a shell and Python's shlex agree. */
  @Property
  void plainLinesAreSplitAsByShlex(@ForAll("plainLines") String line) {
    ShellScript read = ShellScript.read("cmd " + line, ENVIRONMENT);
    if (read instanceof ShellScript.Simple simple) {
      assertThat(simple.words()).isEqualTo(ShellWords.split("cmd " + line));
    } else {
      assertThat(((ShellScript.NeedsShell) read).why()).containsAnyOf("not closed", "backslash");
    }
  }

  @Property
  void nothingIsTooOddToBeRead(@ForAll("oddLines") String text) {
    assertThat(ShellScript.read(text, ENVIRONMENT)).isNotNull();
  }

  @Provide
  static Arbitrary<List<String>> anyWords() {
    return Arbitraries.strings().excludeChars('\0', '\r').ofMaxLength(8).list().ofMaxSize(5);
  }

  @Provide
  static Arbitrary<String> plainLines() {
    return Arbitraries.strings().withChars("ab=-. \t'\"\\").ofMaxLength(20);
  }

  @Provide
  static Arbitrary<String> oddLines() {
    return Arbitraries.strings()
        .withChars("gunicorn $(){}AB-:=+*/'\"\\\n\r#;|&<>~`[?\0")
        .ofMaxLength(40);
  }

  private static String quote(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
