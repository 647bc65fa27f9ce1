package dev.junicorn.console;

import dev.junicorn.doctor.Finding;
import dev.junicorn.observation.Mark;
import dev.junicorn.observation.Now;
import dev.junicorn.observation.Observation;
import dev.junicorn.observation.Second;
import dev.junicorn.observation.Setup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What was seen, as JSON; one method a path. What has to be asked for first is {@link
 * AdviceQuestion} and {@link StackQuestion}. Confined to the console's loop.
 */
final class Api {

  private static final String PREFIX = "/api/";

  private record NowAnswer(
      long epochMillis, Setup setup, Now now, List<Finding> findings, boolean control) {}

  private record HistoryAnswer(long epochMillis, List<Second> seconds, List<Mark> marks) {}

  private final ConsoleFeed feed;
  private final boolean control;

  /** By path, of the newest observation: however many ask, each is written once a second. */
  private final Map<String, Page> written = new HashMap<>();

  private long writtenOf;

  /**
   * @param control whether the page may offer to change anything
   */
  Api(ConsoleFeed feed, boolean control) {
    this.feed = feed;
    this.control = control;
  }

  static boolean holds(String path) {
    return path.startsWith(PREFIX);
  }

  /**
   * @param query what follows the question mark
   */
  Page page(String path, String query) {
    return switch (path) {
      case "/api/now" ->
          answer(
              path,
              query,
              seen ->
                  new NowAnswer(
                      seen.epochMillis(), seen.setup(), seen.now(), feed.findings(), control));
      case "/api/history" -> history(query);
      case "/api/slow" -> answer(path, query, seen -> SlowRequests.of(seen.requests()));
      case "/api/findings" -> answer(path, query, seen -> Map.of("findings", feed.findings()));
      default ->
          Page.text(
              404,
              "There is no such path. There are: /api/now, /api/history, /api/slow,"
                  + " /api/findings, /api/advice, /api/stacks, and /events.");
    };
  }

  private Page history(String query) {
    Query seconds = Query.number(query, "seconds", Observation.Bounds.SECONDS);
    Function<Observation, Object> answer =
        seen ->
            new HistoryAnswer(
                seen.epochMillis(),
                seen.last(seconds.value().orElse(Observation.Bounds.SECONDS)),
                seen.marks());
    return answer(
        seconds,
        seen ->
            query.isEmpty()
                ? written("/api/history", seen, answer)
                : Page.json(answer.apply(seen)));
  }

  private Page answer(String path, String query, Function<Observation, Object> answer) {
    return answer(Query.none(query), seen -> written(path, seen, answer));
  }

  private Page answer(Query query, Function<Observation, Page> answer) {
    if (query.complaint().isPresent()) {
      return Page.text(400, query.complaint().get() + ".");
    }
    return feed.observation().map(answer).orElse(Page.NOTHING_YET);
  }

  private Page written(String path, Observation seen, Function<Observation, Object> answer) {
    if (seen.epochMillis() != writtenOf) {
      writtenOf = seen.epochMillis();
      written.clear();
    }
    return written.computeIfAbsent(path, _ -> Page.json(answer.apply(seen)));
  }
}
