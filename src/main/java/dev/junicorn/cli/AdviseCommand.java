package dev.junicorn.cli;

import dev.junicorn.advice.Advice;
import dev.junicorn.control.ControlClient;
import dev.junicorn.control.ControlException;
import dev.junicorn.plan.ConfigError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code junicorn advise}: the right number of workers and threads, by what a server has seen. */
final class AdviseCommand implements Subcommand {

  @Command(
      name = "junicorn advise",
      sortOptions = false,
      usageHelpWidth = 80,
      customSynopsis = "junicorn advise [OPTIONS]",
      description = {
        "",
        "Says how many workers and threads a running server should have: replays the requests of"
            + " its last minutes on other sizes, as far as memory carries them.",
        ""
      },
      footer = {
        "",
        "Exit codes: 0 advised, 1 written wrongly, 2 no server reached, 3 too little was seen."
      })
  static final class Words {
    @Parameters(arity = "0..*", hidden = true)
    List<String> rest = new ArrayList<>();

    @Option(names = "--all", description = "Show every size that was tried.")
    boolean all;

    @Option(names = "--json", description = "Print the advice as JSON.")
    boolean json;

    @Mixin WhichServer server = new WhichServer();

    @Option(
        names = {"-h", "--help"},
        description = "Print this.")
    boolean help;
  }

  @Override
  public String name() {
    return "advise";
  }

  @Override
  public String summary() {
    return "how many workers and threads a running server should have";
  }

  @Override
  public int run(List<String> args, Outside outside) {
    Words words = new Words();
    CommandLine picocli = read(words, args);
    if (words.help) {
      return help(picocli, outside);
    }
    if (!words.rest.isEmpty()) {
      throw new ConfigError(
          "advise " + words.rest.getFirst(),
          "it takes options only.",
          "junicorn advise --help shows them; --pid PID chooses the server.");
    }
    try {
      return say(ask(words, outside), words, outside);
    } catch (ControlException e) {
      outside.complain(e.getMessage());
      return ControlExit.UNREACHABLE.code();
    }
  }

  private static JsonNode ask(Words words, Outside outside) throws ControlException {
    return words
        .server
        .client(outside)
        .tell(
            Map.of("do", "advise"),
            () -> outside.complain("the server is still reckoning; waiting on."));
  }

  private static int say(JsonNode answer, Words words, Outside outside) throws ControlException {
    if (!answer.has("result")) {
      outside.complain(answer.path("message").asString(""));
      return ControlExit.of(answer).code();
    }
    if (words.json) {
      outside.out().println(answer.get("result"));
    } else {
      AdviceText.lines(ControlClient.read(answer.get("result"), Advice.class), words.all)
          .forEach(outside.out()::println);
    }
    outside.out().flush();
    return ControlExit.DONE.code();
  }
}
