package dev.junicorn.cli;

import dev.junicorn.control.ControlClient;
import dev.junicorn.control.ControlException;
import dev.junicorn.doctor.Examination;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code junicorn doctor}: what is wrong with a running server, and what to do about it. */
final class DoctorCommand implements Subcommand {

  @Command(
      name = "junicorn doctor",
      customSynopsis = "junicorn doctor [OPTIONS]",
      description = {
        "",
        "Asks a running server what is wrong with it: cause, evidence, what to do, and what that is"
            + " expected to change. docs/findings/ has a page for each finding.",
        ""
      },
      footer = {
        "",
        "Exit codes: 0 nothing found, 1 written wrongly, 2 no server reached, 3 refused, 4 something"
            + " found."
      },
      sortOptions = false,
      usageHelpWidth = 80)
  static final class Words {
    @Option(names = "--json", description = "Print the findings as JSON.")
    boolean json;

    @Mixin WhichServer server = new WhichServer();

    @Option(
        names = {"-h", "--help"},
        description = "Print this and exit.")
    boolean help;
  }

  @Override
  public String name() {
    return "doctor";
  }

  @Override
  public String summary() {
    return "say what is wrong with a running server, and what to do";
  }

  @Override
  public int run(List<String> args, Outside outside) {
    Words words = new Words();
    CommandLine picocli = read(words, args);
    if (words.help) {
      return help(picocli, outside);
    }
    try {
      JsonNode answer = words.server.client(outside).ask(Map.of("do", "findings"));
      return say(answer, words.json, outside).code();
    } catch (ControlException e) {
      outside.complain(e.getMessage());
      return ControlExit.UNREACHABLE.code();
    }
  }

  /** Prints the server's answer. */
  static ControlExit say(JsonNode answer, boolean json, Outside outside) {
    if (!answer.path("ok").asBoolean(false)) {
      outside.complain(answer.path("message").asString(""));
      return ControlExit.of(answer);
    }
    JsonNode result = answer.path("result");
    Examination examination = ControlClient.read(result, Examination.class);
    if (json) {
      outside.out().println(result);
    } else {
      FindingText.lines(examination).forEach(outside.out()::println);
    }
    outside.out().flush();
    return examination.findings().isEmpty() ? ControlExit.DONE : ControlExit.FOUND;
  }
}
