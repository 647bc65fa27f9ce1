package dev.junicorn.plan.detect;

import dev.junicorn.plan.AppPlan;
import dev.junicorn.plan.Sourced;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What somebody wrote down about how the app is started, in files that are not the app's code. */
final class Declarations {

  private static final Pattern PROCESS = Pattern.compile("([A-Za-z0-9_-]+)\\s*:\\s*(.*)");
  private static final Pattern VARIABLE =
      Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*)");

  /** {@code |}, {@code >-}, {@code |2+}, with a comment or without. */
  private static final Pattern BLOCK =
      Pattern.compile("([|>])(?:[+-][1-9]?|[1-9][+-]?)?(?:\\s+#.*)?");

  private static final String APPSVC = "appsvc.yaml";

  /** What App Service's documents call it. */
  private static final String STARTUP_FILE = "startup.sh";

  private final Findings findings;

  Declarations(Findings findings) {
    this.findings = findings;
  }

  /** The command of the Procfile's web process. */
  Optional<Sourced<String>> web() {
    return processes().stream()
        .filter(process -> process.value().startsWith("web:"))
        .findFirst()
        .map(process ->
            new Sourced<>(process.value().substring("web:".length()).strip(), process.source()))
        .filter(command -> !command.value().isEmpty());
  }

  /** The Procfile's other processes: they do not serve. */
  List<AppPlan.Rejected> otherProcesses() {
    return processes().stream()
        .filter(process -> !process.value().startsWith("web:"))
        .map(process ->
            new AppPlan.Rejected(
                process.source() + " `" + process.value() + "`",
                "only the process web serves requests"))
        .toList();
  }

  private List<Sourced<String>> processes() {
    List<Sourced<String>> processes = new ArrayList<>();
    List<String> lines = lines("Procfile");
    for (int i = 0; i < lines.size(); i++) {
      Matcher process = PROCESS.matcher(lines.get(i).strip());
      if (process.matches()) {
        processes.add(
            new Sourced<>(process.group(1) + ": " + process.group(2), "Procfile:" + (i + 1)));
      }
    }
    return processes;
  }

  /** {@code run:} of appsvc.yaml: its text, or the indented lines below it. */
  Optional<Sourced<String>> run() {
    return appsvc("run");
  }

  /**
   * A command in appsvc.yaml.
   *
   * @param key {@code run}, {@code pre-build}, {@code post-build}
   */
  Optional<Sourced<String>> appsvc(String key) {
    List<String> lines = lines(APPSVC);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(key + ":")) {
        String command = block(lines, i, lines.get(i).substring(key.length() + 1).strip());
        return Optional.of(new Sourced<>(command, "%s:%d %s".formatted(APPSVC, i + 1, key)))
            .filter(found -> !found.value().isEmpty());
      }
    }
    return Optional.empty();
  }

  /** Files that start the app only where a setting names them. */
  List<AppPlan.Rejected> unnamed() {
    return findings.has(STARTUP_FILE)
        ? List.of(
            new AppPlan.Rejected(
                STARTUP_FILE,
                "no setting names it. If it starts the app: --startup-command " + STARTUP_FILE))
        : List.of();
  }

  /** Sentences about what is written down and does nothing here. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (findings.has("build.env")) {
      warnings.add(
          "build.env is not read. Set its variables in the environment that junicorn starts in");
    }
    if (findings.has("Procfile") && processes().isEmpty()) {
      warnings.add("No process is found in the Procfile. Write a line: web: gunicorn app:app");
    }
    if (findings.has("procfile") && !findings.has("Procfile")) {
      warnings.add("The file procfile is not read: its name is Procfile, with a capital P");
    }
    return List.copyOf(warnings);
  }

  /** YAML's block after a key: its lines with {@code |}, one line with {@code >} or neither. */
  private static String block(List<String> lines, int at, String first) {
    List<String> block = new ArrayList<>();
    Matcher header = BLOCK.matcher(first);
    boolean isBlock = header.matches();
    if (!first.isEmpty() && !isBlock) {
      block.add(unquoted(first));
    }
    for (String line : lines.subList(at + 1, lines.size())) {
      if (!line.isBlank() && !line.startsWith(" ") && !line.startsWith("\t")) {
        break;
      }
      if (!line.isBlank()) {
        block.add(line.strip());
      }
    }
    return String.join(isBlock && header.group(1).equals("|") ? "\n" : " ", block);
  }

  /** {@code FLASK_APP} in .flaskenv. */
  Optional<Sourced<String>> flaskApp() {
    Optional<Sourced<String>> last = Optional.empty();
    List<String> lines = lines(".flaskenv");
    for (int i = 0; i < lines.size(); i++) {
      Matcher variable = VARIABLE.matcher(lines.get(i).strip());
      if (variable.matches() && variable.group(1).equals("FLASK_APP")) {
        last = Optional.of(new Sourced<>(unquoted(variable.group(2)), ".flaskenv:" + (i + 1)));
      }
    }
    return last.filter(found -> !found.value().isEmpty());
  }

  /** {@code wsgi_app} in gunicorn's configuration file. */
  Optional<Sourced<String>> wsgiApp() {
    return findings
        .source("gunicorn.conf.py")
        .flatMap(file -> file.binding("wsgi_app"))
        .flatMap(binding ->
            binding.value() instanceof Expression.Text(String text) && !text.isBlank()
                ? Optional.of(
                    new Sourced<>(
                        text.strip(),
                        "gunicorn.conf.py:%d `%s`".formatted(binding.line(), binding.text())))
                : Optional.empty());
  }

  private List<String> lines(String name) {
    return findings.text(name).map(text -> text.content().lines().toList()).orElse(List.of());
  }

  /** As dotenv reads a value: without its quotes, or without a comment after it. */
  private static String unquoted(String value) {
    String text = value.strip();
    if (text.length() >= 2 && (text.charAt(0) == '"' || text.charAt(0) == '\'')) {
      int end = text.indexOf(text.charAt(0), 1);
      return end > 0 ? text.substring(1, end) : text;
    }
    int comment = text.indexOf(" #");
    return comment >= 0 ? text.substring(0, comment).strip() : text;
  }
}
