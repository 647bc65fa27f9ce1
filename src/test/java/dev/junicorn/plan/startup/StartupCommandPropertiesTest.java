package dev.junicorn.plan.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class StartupCommandPropertiesTest {

  @Property
  void aGunicornLineKeepsItsArguments(@ForAll("anyWords") List<String> arguments) {
    String line =
        arguments.stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
    assertThat(StartupCommand.read("X=y exec gunicorn " + line, Map.of()))
        .isEqualTo(new StartupCommand.Gunicorn(Map.of("X", "y"), arguments, Optional.empty(), ""));
  }

  @Property
  void nothingIsTooOddToBeRead(@ForAll("oddLines") String text) {
    assertThat(StartupCommand.read(text, Map.of())).isNotNull();
  }

  @Provide
  static Arbitrary<List<String>> anyWords() {
    return Arbitraries.strings().excludeChars('\0', '\r').ofMaxLength(8).list().ofMaxSize(5);
  }

  @Provide
  static Arbitrary<String> oddLines() {
    return Arbitraries.of("gunicorn", "exec", "env", "python", "-m", "A=1", "$A", "'", "#", ";")
        .list()
        .ofMaxSize(8)
        .map(words -> String.join(" ", words));
  }
}
