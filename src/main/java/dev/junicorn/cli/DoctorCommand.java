package dev.junicorn.cli;

import dev.junicorn.control.ControlClient;
import dev.junicorn.control.ControlException;
import dev.junicorn.doctor.Examination;
import dev.junicorn.plan.ConfigError;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code junicorn doctor}: what is wrong with a running server, and what to do about it. */
final class DoctorCommand implements Subcommand {

  /** How it ends; for scripts. The first four are those of {@code ctl}. */
  enum Exit {
    NOTHING_FOUND(0),
    /** Written wrongly; also what {@link ConfigError} gives. */
    USAGE(1),
    /** There is no server, or it does not answer. */
    UNREACHABLE(2),
    /** The server refused, or failed. */
    REFUSED(3),
    /** There is at least one finding. */
    FOUND(4);

    private final int code;

    Exit(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

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
      picocli.usage(outside.out());
      outside.out().flush();
      return Exit.NOTHING_FOUND.code();
    }
    try {
      JsonNode answer = words.server.client(outside).ask(Map.of("do", "findings"));
      return say(answer, words.json, outside).code();
    } catch (ControlException e) {
      return complain(e.getMessage(), Exit.UNREACHABLE, outside).code();
    }
  }

  /** Prints the server's answer. */
  static Exit say(JsonNode answer, boolean json, Outside outside) {
    if (!answer.path("ok").asBoolean(false)) {
      return complain(
          answer.path("message").asString(""),
          answer.path("kind").asString("").equals("busy") ? Exit.UNREACHABLE : Exit.REFUSED,
          outside);
    }
    JsonNode result = answer.path("result");
    Examination examination = ControlClient.read(result, Examination.class);
    if (json) {
      outside.out().println(result);
    } else {
      FindingText.lines(examination).forEach(outside.out()::println);
    }
    outside.out().flush();
    return examination.findings().isEmpty() ? Exit.NOTHING_FOUND : Exit.FOUND;
  }

  private static Exit complain(@Nullable String message, Exit exit, Outside outside) {
    outside.complain(message);
    return exit;
  }
}
