package dev.junicorn.cli;

import dev.junicorn.plan.ConfigError;
import dev.junicorn.probe.Probe;
import dev.junicorn.probe.RefusedUrlException;
import dev.junicorn.probe.Result;
import dev.junicorn.probe.Target;
import dev.junicorn.probe.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code junicorn probe URL}: how many requests a server, whichever it is, runs at once.
 *
 * @param columns the width of the terminal; empty where there is none
 */
record ProbeCommand(Supplier<OptionalInt> columns) implements Subcommand {

  /** How it ends; for scripts. */
  enum Exit {
    FOUND(0),
    /** The command is written wrongly, or the URL is not probed. Also what ConfigError gives. */
    USAGE(1),
    /** The answers do not tell, or there were none. */
    CANNOT_TELL(2);

    private final int code;

    Exit(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  private static final int MOST_AT_ONCE = 512;

  @Command(
      name = "junicorn probe",
      sortOptions = false,
      usageHelpWidth = 80,
      customSynopsis = "junicorn probe [OPTIONS] URL",
      description = {
        "",
        "Says how many requests a server runs at once, whichever server it is: sends 1, 2, 4, ..."
            + " requests at the same moment and looks at the steps in which answers come."
            + " Give a URL whose answer takes a while, 0.05 s at least, and that may be asked often.",
        ""
      },
      footer = {
        "",
        "Exit codes: 0 found, 1 written wrongly or refused, 2 cannot be told from the answers."
      })
  static final class Words {
    @Parameters(arity = "0..*", hidden = true)
    List<String> urls = new ArrayList<>();

    @Option(
        names = "--max",
        paramLabel = "N",
        description = "At most so many requests at the same time, 2 to 512. Default: 32.")
    @Nullable String max;

    @Option(
        names = "--timeout",
        paramLabel = "TIME",
        description = "For all requests together. Default: 60.")
    @Nullable String timeout;

    @Option(names = "--method", paramLabel = "METHOD", description = "GET or HEAD. Default: GET.")
    String method = "GET";

    @Option(
        names = "--header",
        paramLabel = "'NAME: VALUE'",
        description = "One more header, for example a cookie; can be given more than once.")
    List<String> headers = new ArrayList<>();

    @Option(
        names = "--i-own-this",
        description =
            "Probe a host that is neither this machine nor in a private network. Only with its"
                + " owner's consent: a probe is a small burst of load.")
    boolean owned;

    @Option(names = "--json", description = "Print what was found as JSON.")
    boolean json;

    @Option(
        names = {"-h", "--help"},
        description = "Print this.")
    boolean help;
  }

  @Override
  public String name() {
    return "probe";
  }

  @Override
  public String summary() {
    return "find out how many requests any server runs at once";
  }

  @Override
  public int run(List<String> args, Outside outside) {
    Words words = new Words();
    CommandLine picocli = read(words, args);
    if (words.help) {
      return help(picocli, outside);
    }
    return probe(words, outside);
  }

  private int probe(Words words, Outside outside) {
    int max = number(words.max);
    Duration timeout = time(words.timeout);
    Target target = target(words);
    ProbeText text = ProbeText.of(outside, columns.get());
    try {
      if (!words.json) {
        text.begin(target);
      }
      Result result =
          Probe.of(
              target,
              max,
              timeout,
              System::nanoTime,
              volley -> {
                if (!words.json) {
                  text.progress(volley);
                }
              });
      if (words.json) {
        outside.out().println(ProbeJson.of(target, result));
        outside.out().flush();
      } else {
        text.end(result);
      }
      return (result.verdict() instanceof Verdict.AtOnce ? Exit.FOUND : Exit.CANNOT_TELL).code();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Exit.CANNOT_TELL.code();
    }
  }

  private static Target target(Words words) {
    if (words.urls.size() != 1) {
      throw new ConfigError(
          "probe",
          words.urls.isEmpty() ? "which URL? None was given." : "one URL at a time.",
          "Write, for example, junicorn probe http://127.0.0.1:8000/report");
    }
    String url = words.urls.getFirst();
    try {
      return Target.of(url, words.method, words.headers, words.owned);
    } catch (RefusedUrlException e) {
      throw new ConfigError("probe " + url, e.why(), e.remedy());
    }
  }

  private static int number(@Nullable String value) {
    return value == null ? 32 : new Setting("--max", value, "").count(2, MOST_AT_ONCE, 32);
  }

  private static Duration time(@Nullable String value) {
    Setting setting = new Setting("--timeout", value == null ? "60" : value, "");
    Duration time = setting.duration();
    if (time.isZero()) {
      throw setting.error("a probe must end.", "Write, for example, --timeout 60.");
    }
    return time;
  }
}
