package dev.junicorn.cli;

import dev.junicorn.plan.ConfigError;
import dev.junicorn.plan.Misspelling;
import dev.junicorn.plan.Sizing;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code junicorn ctl} can be told to do. */
enum CtlVerb {
  STATUS("status", "", "the server in one look"),
  WORKERS("workers", "", "every worker process"),
  SLOTS("slots", "", "every thread and the request it runs"),
  STACKS("stacks", "", "every busy thread with its Python stack"),
  RELOAD(
      "reload",
      "",
      "load the app anew; if it cannot be loaded, the old code serves on, and exit 3"),
  SCALE("scale", "workers=N threads=T", "more or fewer of them; one of both is enough"),
  RECYCLE("recycle", "WORKER", "replace a worker, by its number; the new one is ready first"),
  DRAIN("drain", "", "say to load balancers that it is not ready, and answer what still comes"),
  RESUME("resume", "", "take drain back"),
  STOP("stop", "", "finish the requests and end, as TERM does"),
  LOGS_REOPEN("logs-reopen", "", "open the log files by their names again, after logrotate");

  private static final String COUNT = "[1-9][0-9]{0,8}";

  private final String word;
  private final String arguments;
  private final String meaning;

  CtlVerb(String word, String arguments, String meaning) {
    this.word = word;
    this.arguments = arguments;
    this.meaning = meaning;
  }

  String word() {
    return word;
  }

  /** How it is written, for the help. */
  String usage() {
    return arguments.isEmpty() ? word : word + " " + arguments;
  }

  String meaning() {
    return meaning;
  }

  /** Whether it only looks: the answer is there at once, and nothing is changed. */
  boolean looks() {
    return switch (this) {
      case STATUS, WORKERS, SLOTS, STACKS -> true;
      case RELOAD, SCALE, RECYCLE, DRAIN, RESUME, STOP, LOGS_REOPEN -> false;
    };
  }

  static List<String> words() {
    return Arrays.stream(values()).map(CtlVerb::word).toList();
  }

  static CtlVerb named(String word) {
    return Arrays.stream(values())
        .filter(verb -> verb.word.equals(word))
        .findFirst()
        .orElseThrow(() ->
            new ConfigError(
                "ctl " + word,
                "there is no such command.",
                Misspelling.of(word, words())
                    .map(meant -> "Did you mean junicorn ctl " + meant + "?")
                    .orElse("There are " + String.join(", ", words()) + ".")));
  }

  /**
   * The request for the server.
   *
   * @param words what followed the command
   * @throws ConfigError if they do not fit
   */
  Map<String, Object> request(List<String> words) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("do", word);
    switch (this) {
      case SCALE -> addCounts(request, words);
      case RECYCLE -> {
        if (words.size() != 1 || !words.getFirst().matches(COUNT)) {
          throw misused(words, "junicorn ctl workers shows the numbers.");
        }
        request.put("worker", Integer.parseInt(words.getFirst()));
      }
      default -> {
        if (!words.isEmpty()) {
          throw misused(words, "It takes nothing more.");
        }
      }
    }
    return request;
  }

  private void addCounts(Map<String, Object> request, List<String> words) {
    for (String given : words) {
      String[] parts = given.split("=", 2);
      boolean known = parts[0].equals("workers") || parts[0].equals("threads");
      if (!known || parts.length < 2 || !isSize(parts[1]) || request.containsKey(parts[0])) {
        throw misused(
            words,
            "N and T are numbers from 1 to %d, for example junicorn ctl scale workers=3 threads=6."
                .formatted(Sizing.MOST_ASKED));
      }
      request.put(parts[0], Integer.parseInt(parts[1]));
    }
    if (words.isEmpty()) {
      throw misused(words, "For example: junicorn ctl scale workers=3.");
    }
  }

  private static boolean isSize(String count) {
    return count.matches(COUNT) && Integer.parseInt(count) <= Sizing.MOST_ASKED;
  }

  private ConfigError misused(List<String> words, String remedy) {
    String written = "ctl " + word + (words.isEmpty() ? "" : " " + String.join(" ", words));
    return new ConfigError(written, "it is written junicorn ctl " + usage() + ".", remedy);
  }
}
