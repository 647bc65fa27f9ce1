package dev.junicorn.build;

import dev.junicorn.plan.AppPlan.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What to do about a step that failed, by what it has printed. The first rule that fits speaks. */
final class Advice {

  /** An environment with nothing but pip takes as much. */
  private static final long LEAST_SPACE = 12L << 20;

  private record Rule(Pattern sign, String remedy) {}

  private static final Pattern MISSING =
      Pattern.compile("No matching distribution found|Could not find a version");

  private static final Pattern UNREACHABLE =
      Pattern.compile(
          "name resolution|Name or service not known|Failed to establish a new connection|"
              + "Network is unreachable|ConnectTimeout|dns error|Connection refused");

  /** What pip says where it was told another index than its own; it hides passwords. */
  private static final Pattern INDEXES = Pattern.compile("Looking in indexes: (.+)");

  /** Any step may meet it. */
  private static final Rule DISK =
      rule(
          "No space left on device|Disk quota exceeded",
          "The disk is full. Free some space; pip's cache goes with: python -m pip cache purge");

  private static final List<Rule> RULES =
      List.of(
          rule(
              UNREACHABLE.pattern(),
              "The package index cannot be reached. Check the network, or the proxy in PIP_PROXY or"
                  + " HTTPS_PROXY; without a network use --offline --find-links DIR with a folder of"
                  + " wheels."),
          rule(
              "CERTIFICATE_VERIFY_FAILED|SSLCertVerificationError|invalid peer certificate",
              "The index shows a certificate that is not trusted here. Name your organisation's in"
                  + " PIP_CERT=/path/to/ca.pem."),
          rule(
              "DO NOT MATCH THE HASHES|Hash mismatch",
              "What was downloaded is not what was locked. Lock again, if you trust the new file."),
          rule(
              "conflicting dependencies|ResolutionImpossible",
              "These requirements exclude each other. Loosen one of the versions, and let pip choose."),
          rule(
              "requires a different Python|Requires-Python",
              "This release does not support the interpreter. Choose another release, or another"
                  + " interpreter with --python."),
          rule(
              "pg_config|mysql_config|Python\\.h|command '.*(gcc|cc|g\\+\\+)'.*failed|"
                  + "No such file or directory: '(gcc|cc)'|error: linker|can't find Rust compiler",
              "It is compiled here, because there is no wheel for this interpreter and machine."
                  + " Install compiler and headers (Debian: build-essential python3-dev, and the"
                  + " library's -dev package), or choose a release that has a wheel."),
          rule(
              "Multiple top-level packages discovered|Unable to determine which files to ship",
              "The project declares itself a package, and its build backend does not find what belongs"
                  + " to it. Where only the dependencies are wanted, remove [build-system] from"
                  + " pyproject.toml, or list them in a requirements.txt."),
          rule(
              MISSING.pattern(),
              "Check the name and the version: it may be misspelled, or have no release for this"
                  + " interpreter."),
          rule(
              "No module named pip",
              "The environment has no pip. Install uv, which needs none, or make the environment"
                  + " again: python3 -m venv --clear DIR"));

  private Advice() {}

  /** Sentences; never empty. */
  static String about(Step step, List<String> output, BuildSettings settings) {
    String all = String.join("\n", output);
    boolean isMissing = step == Step.INSTALL && MISSING.matcher(all).find();
    return (isMissing && settings.offline() ? offline(settings) : "")
        + about(step, all)
        + (step == Step.INSTALL && isUnreachable(output) ? index(all) : "");
  }

  /** Whether packages could not even be asked for, so that no requirement is to blame. */
  static boolean isUnreachable(List<String> output) {
    return output.stream().anyMatch(line -> UNREACHABLE.matcher(line).find());
  }

  private static String index(String all) {
    Matcher indexes = INDEXES.matcher(all);
    return indexes.find()
        ? " The index is "
            + indexes.group(1)
            + ", by PIP_INDEX_URL, pip.conf or a requirements file."
        : "";
  }

  /** Where the tools have looked, which comes before any doubt about a name. */
  private static String offline(BuildSettings settings) {
    String folders =
        settings.findLinks().stream().map(Path::toString).collect(Collectors.joining(", "));
    return (folders.isEmpty()
            ? "--offline looks at no index, and no folder was named with --find-links."
            : "--offline looks at no index, only in --find-links "
                + folders
                + ", and what is missing is not there.")
        + " Put its wheel there, or leave --offline out. Else: ";
  }

  private static String about(Step step, String all) {
    List<Rule> rules = new ArrayList<>(List.of(DISK));
    if (step == Step.INSTALL) {
      rules.addAll(RULES);
    }
    return rules.stream()
        .filter(rule -> rule.sign().matcher(all).find())
        .map(Rule::remedy)
        .findFirst()
        .orElseGet(() -> general(step));
  }

  /**
   * Where a step had not enough room: {@code venv} loses the reason on its way.
   *
   * @param usable bytes left
   */
  static Optional<String> ofSpace(Step step, Path place, long usable) {
    boolean isLow = usable < LEAST_SPACE;
    return isLow && (step == Step.CREATE_ENVIRONMENT || step == Step.INSTALL)
        ? Optional.of(
            "The disk is full: only %d MB are left for %s. Free some space there"
                .formatted(usable >> 20, place))
        : Optional.empty();
  }

  private static String general(Step step) {
    return switch (step) {
      case PRE_BUILD ->
          "Correct the command, of PRE_BUILD_COMMAND or appsvc.yaml; it is run by sh in the app's"
              + " folder.";
      case POST_BUILD ->
          "Correct the command, of POST_BUILD_COMMAND or appsvc.yaml; it is run by sh in the app's folder, with the"
              + " environment active.";
      case CREATE_ENVIRONMENT ->
          "Try it by hand with the same interpreter: python3 -m venv /tmp/try";
      case INSTALL -> "Correct what the lines above name, and build again.";
      case COLLECT_STATIC ->
          "Correct the settings, or set the variables that they read, as for the app itself. If its"
              + " static files are served from elsewhere: DISABLE_COLLECTSTATIC=true.";
      case COMPILE -> "Correct the files that are named above, and build again.";
    };
  }

  private static Rule rule(String sign, String remedy) {
    return new Rule(Pattern.compile(sign), remedy);
  }
}
