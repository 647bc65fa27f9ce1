package dev.junicorn.cli;

import dev.junicorn.control.ControlClient;
import dev.junicorn.control.ControlException;
import dev.junicorn.plan.ConfigError;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code junicorn ctl}: asks a running server through its control socket, and says the answer. */
final class CtlCommand implements Subcommand {

  /** Columns of the help, as of all others. */
  private static final int WIDTH = 80;

  @Command(
      name = "junicorn ctl",
      synopsisHeading = "",
      customSynopsis = "Usage: junicorn ctl [OPTIONS] COMMAND",
      descriptionHeading = "%n",
      description = "Asks or tells a running server something, through its control socket.",
      optionListHeading = "%nOptions:%n",
      sortOptions = false,
      usageHelpWidth = WIDTH)
  static final class Words {
    @Parameters(hidden = true)
    List<String> words = new ArrayList<>();

    @Option(names = "--json", description = "Print the server's answer as JSON.")
    boolean json;

    @Mixin WhichServer server = new WhichServer();

    @Option(
        names = {"-h", "--help"},
        description = "Print this and exit.")
    boolean help;
  }

  @Override
  public String name() {
    return "ctl";
  }

  @Override
  public String summary() {
    return "ask or tell a running server something: status, reload, scale, ...";
  }

  @Override
  public int run(List<String> args, Outside outside) {
    Words words = new Words();
    CommandLine picocli = read(words, args);
    if (words.help || words.words.isEmpty()) {
      return help(picocli, outside, words.help);
    }
    CtlVerb verb = CtlVerb.named(words.words.getFirst());
    var request = verb.request(words.words.subList(1, words.words.size()));
    try {
      ControlClient client = words.server.client(outside);
      JsonNode answer =
          verb.looks()
              ? client.ask(request)
              : client.tell(request, new CtlProgress(verb, request, client, outside));
      return say(verb, answer, words, outside);
    } catch (ControlException e) {
      outside.complain(e.getMessage());
      return ControlExit.UNREACHABLE.code();
    }
  }

  private static int say(CtlVerb verb, JsonNode answer, Words words, Outside outside) {
    if (words.json) {
      outside.out().println(answer.has("result") ? answer.get("result") : answer);
    } else if (answer.has("result")) {
      CtlText.lines(verb, answer.get("result")).forEach(outside.out()::println);
    } else if (answer.path("ok").asBoolean(false)) {
      outside.out().println(answer.path("message").asString(""));
    } else {
      outside.complain(answer.path("message").asString(""));
      answer.path("detail").asString("").lines().forEach(outside.err()::println);
    }
    outside.out().flush();
    outside.err().flush();
    return ControlExit.of(answer).code();
  }

  /** Its lines, the meaning beside the word. */
  private static List<String> help(CtlVerb verb) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder("  %-26s".formatted(verb.usage()));
    int column = line.length();
    for (String word : verb.meaning().split(" ", -1)) {
      if (line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line = new StringBuilder(" ".repeat(column));
      }
      line.append(' ').append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  private static int help(CommandLine picocli, Outside outside, boolean asked) {
    if (!asked) {
      throw new ConfigError(
          "ctl", "which command? None was given.", "junicorn ctl --help lists them.");
    }
    picocli.usage(outside.out());
    outside.out().println();
    outside.out().println("Commands:");
    for (CtlVerb verb : CtlVerb.values()) {
      help(verb).forEach(outside.out()::println);
    }
    outside.out().println();
    outside.out().println("Exit codes: 0 done, 1 written wrongly, 2 no server reached, 3 refused.");
    outside.out().flush();
    return ControlExit.DONE.code();
  }
}
