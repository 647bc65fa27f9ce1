package dev.junicorn.plan.detect;

import dev.junicorn.plan.Sourced;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which Python the app asks for: one version with its patches ({@code 3.11}), or version specifiers
 * (PEP 440, and Poetry's caret and tilde).
 */
record VersionWish(Sourced<String> text) {

  private static final Pattern CLAUSE =
      Pattern.compile("(===|==|~=|!=|<=|>=|<|>|\\^|~)?\\s*v?([0-9]+(?:\\.[0-9]+)*)(\\.\\*)?");

  /** What is written cannot be read as a version. */
  boolean isReadable() {
    return clauses().allMatch(clause -> CLAUSE.matcher(clause).matches());
  }

  /** Whether the version is wanted; what cannot be read wants nothing. */
  boolean accepts(PythonVersion version) {
    return !isReadable() || clauses().allMatch(clause -> accepts(clause, version));
  }

  private Stream<String> clauses() {
    return Arrays.stream(text.value().split(",", -1))
        .map(String::strip)
        .filter(clause -> !clause.isEmpty());
  }

  private static boolean accepts(String clause, PythonVersion version) {
    Matcher matcher = CLAUSE.matcher(clause);
    Optional<PythonVersion> parsed =
        matcher.matches() ? PythonVersion.parse(matcher.group(2)) : Optional.empty();
    if (parsed.isEmpty()) {
      return true;
    }
    PythonVersion bound = parsed.get();
    boolean isSeries = matcher.group(3) != null;
    return switch (matcher.group(1) == null ? "" : matcher.group(1)) {
      case ">=" -> version.compareTo(bound) >= 0;
      case ">" -> version.compareTo(bound) > 0 && !version.startsWith(bound);
      case "<=" -> version.compareTo(bound) <= 0;
      case "<" -> version.compareTo(bound) < 0;
      case "!=" -> isSeries ? !version.startsWith(bound) : version.compareTo(bound) != 0;
      case "===", "==" -> isSeries ? version.startsWith(bound) : version.compareTo(bound) == 0;
      case "~=" -> version.compareTo(bound) >= 0 && version.startsWith(bound.withoutLast());
      case "^" ->
          version.compareTo(bound) >= 0
              && version.compareTo(new PythonVersion(bound.parts().subList(0, 1)).next()) < 0;
      case "~" -> version.compareTo(bound) >= 0 && version.startsWith(minor(bound));
      default -> version.startsWith(bound);
    };
  }

  private static PythonVersion minor(PythonVersion version) {
    return new PythonVersion(version.parts().subList(0, Math.min(2, version.parts().size())));
  }
}
