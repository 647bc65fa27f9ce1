package dev.junicorn.console;

import dev.junicorn.doctor.Finding;
import dev.junicorn.observation.Mark;
import dev.junicorn.observation.Now;
import dev.junicorn.observation.Observation;
import dev.junicorn.observation.Second;
import dev.junicorn.observation.Setup;
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
              Query.none(query),
              seen ->
                  new NowAnswer(
                      seen.epochMillis(), seen.setup(), seen.now(), feed.findings(), control));
      case "/api/history" -> history(query);
      case "/api/slow" -> answer(Query.none(query), seen -> SlowRequests.of(seen.requests()));
      case "/api/findings" ->
          answer(Query.none(query), seen -> Map.of("findings", feed.findings()));
      default ->
          Page.text(
              404,
              "There is no such path. There are: /api/now, /api/history, /api/slow,"
                  + " /api/findings, /api/advice, /api/stacks, and /events.");
    };
  }

  private Page history(String query) {
    Query seconds = Query.number(query, "seconds", Observation.Bounds.SECONDS);
    return answer(
        seconds,
        seen ->
            new HistoryAnswer(
                seen.epochMillis(),
                seen.last(seconds.value().orElse(Observation.Bounds.SECONDS)),
                seen.marks()));
  }

  private Page answer(Query query, Function<Observation, Object> answer) {
    if (query.complaint().isPresent()) {
      return Page.text(400, query.complaint().get() + ".");
    }
    return feed.observation().map(seen -> Page.json(answer.apply(seen))).orElse(Page.NOTHING_YET);
  }
}
