package dev.junicorn.cli;

import dev.junicorn.control.ControlException;
import dev.junicorn.top.Feed;
import dev.junicorn.top.FullScreen;
import dev.junicorn.top.GoneException;
import dev.junicorn.top.Picture;
import dev.junicorn.top.Style;
import dev.junicorn.top.TopText;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code junicorn top}: a running server, watched. A screen where there is a terminal, else a line
 * for each look.
 *
 * @param columns the width of the terminal; empty where standard output is none
 */
record TopCommand(Supplier<OptionalInt> columns) implements Subcommand {

  /** The server looks at itself once a second. */
  private static final Duration LEAST_INTERVAL = Duration.ofSeconds(1);

  /** A server that has just started shows something within a second or two. */
  private static final int FIRST_LOOKS = 20;

  private static final Duration BETWEEN_FIRST_LOOKS = Duration.ofMillis(250);
  private static final int MOST_LINES = 1_000_000_000;

  @Command(
      name = "junicorn top",
      customSynopsis = "junicorn top [OPTIONS]",
      description = {
        "",
        "Shows what a running server does: how full its slots are and with what, who waits, the last"
            + " minute, the slowest requests and where their time went. Press ? for help, q to quit.",
        "Where standard output is no terminal, it prints one line for each look.",
        ""
      },
      footer = {"", "Exit codes: 0 done, 1 written wrongly, 2 no server reached, or it is gone."},
      sortOptions = false,
      usageHelpWidth = 80)
  static final class Words {
    @Option(names = "--once", description = "Print one line, of the last second, and exit.")
    boolean once;

    @Option(names = "-n", paramLabel = "COUNT", description = "Print so many lines and exit.")
    @Nullable String count;

    @Option(
        names = "--interval",
        paramLabel = "TIME",
        description = "Between two looks, at least 1 second. Default: 1.")
    @Nullable String interval;

    @Mixin WhichServer server = new WhichServer();

    @Option(
        names = {"-h", "--help"},
        description = "Print this and exit.")
    boolean help;
  }

  @Override
  public String name() {
    return "top";
  }

  @Override
  public String summary() {
    return "watch a running server: slots, queue, times, slow requests";
  }

  @Override
  public int run(List<String> args, Outside outside) {
    Words words = new Words();
    CommandLine picocli = read(words, args);
    if (words.help) {
      return help(picocli, outside);
    }
    int count = count(words);
    Duration interval = interval(words.interval);
    try {
      watch(new ControlFeed(words.server.client(outside)), count, interval, outside);
      return ControlExit.DONE.code();
    } catch (ControlException | GoneException e) {
      outside.complain(e.getMessage());
      return ControlExit.UNREACHABLE.code();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ControlExit.DONE.code();
    }
  }

  /**
   * @param count how many lines; 0 for a screen, or lines without end where there is no terminal
   */
  private void watch(Feed feed, int count, Duration interval, Outside outside)
      throws GoneException, InterruptedException {
    Picture first = first(feed);
    Optional<FullScreen> screen = count == 0 ? screen(outside) : Optional.empty();
    if (screen.isEmpty()) {
      print(feed, first, count == 0 ? MOST_LINES : count, interval, outside);
      return;
    }
    try (FullScreen shown = screen.get()) {
      boolean hasColours = outside.environment().getOrDefault("NO_COLOR", "").isEmpty();
      shown.show(feed, first, interval, new Style(hasColours, shown.isUnicode()));
    } catch (IOException e) {
      // The terminal is gone, and with it whoever looked.
    }
  }

  private static Picture first(Feed feed) throws GoneException, InterruptedException {
    for (int i = 0; i < FIRST_LOOKS; i++) {
      Optional<Picture> picture = feed.look();
      if (picture.isPresent()) {
        return picture.get();
      }
      Thread.sleep(BETWEEN_FIRST_LOOKS);
    }
    throw new GoneException(
        "The server has nothing to show yet: it has just started, or too many ask it. Try again.");
  }

  private Optional<FullScreen> screen(Outside outside) {
    if (columns.get().isEmpty()
        || outside.environment().getOrDefault("TERM", "dumb").equals("dumb")) {
      return Optional.empty();
    }
    try {
      return Optional.of(FullScreen.open());
    } catch (IOException e) {
      return Optional.empty(); // standard input is no terminal: there are no keys to read
    }
  }

  /** Ends when whoever reads the lines does. */
  private static void print(Feed feed, Picture first, int count, Duration interval, Outside outside)
      throws GoneException, InterruptedException {
    Optional<Picture> picture = Optional.of(first);
    int printed = 0;
    while (true) {
      if (picture.isPresent()) {
        outside.out().println(TopText.line(picture.get()));
        printed++;
      }
      if (outside.out().checkError() || printed >= count) {
        return;
      }
      Thread.sleep(interval);
      picture = feed.look();
    }
  }

  private static int count(Words words) {
    if (words.count == null) {
      return words.once ? 1 : 0;
    }
    return new Setting("-n", words.count, "").count(1, MOST_LINES, 5);
  }

  private static Duration interval(@Nullable String value) {
    Setting setting = new Setting("--interval", value == null ? "1" : value, "");
    Duration interval = setting.duration();
    if (interval.compareTo(LEAST_INTERVAL) < 0) {
      throw setting.error(
          "the server looks at itself once a second.", "Write, for example, --interval 1.");
    }
    return interval;
  }
}
