package dev.junicorn.cli;

import dev.junicorn.control.ControlClient;
import dev.junicorn.control.ControlException;
import dev.junicorn.control.Overview;
import dev.junicorn.control.ServerStatus;
import dev.junicorn.control.StackView;
import dev.junicorn.observation.Observation;
import dev.junicorn.top.Feed;
import dev.junicorn.top.GoneException;
import dev.junicorn.top.Picture;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What {@code junicorn top} shows, from the control socket. Confined to one thread at a time. */
final class ControlFeed implements Feed {

  /** As far back as the screen shows. */
  private static final int SECONDS = 60;

  private final ControlClient client;

  /** The server's process id; 0 until it was asked. */
  private long pid;

  ControlFeed(ControlClient client) {
    this.client = client;
  }

  @Override
  public Optional<Picture> look() throws GoneException {
    JsonNode answer = ask(Map.of("do", "observe", "seconds", SECONDS));
    if (!answer.path("ok").asBoolean(false)) {
      return notNow(answer);
    }
    if (pid == 0) {
      pid = read(ask(Map.of("do", "status")).path("result"), ServerStatus.class).pid();
    }
    Overview seen = read(answer.path("result"), Overview.class);
    return Optional.of(
        new Picture(
            pid,
            new Observation(
                seen.epochMillis(),
                seen.setup(),
                seen.now(),
                seen.seconds(),
                seen.slowest(),
                seen.marks(),
                List.of(),
                List.of(),
                true),
            seen.findings()));
  }

  private static Optional<Picture> notNow(JsonNode answer) throws GoneException {
    return switch (answer.path("kind").asString("")) {
      case "refused", "busy" -> Optional.empty();
      default -> throw new GoneException(answer.path("message").asString(""));
    };
  }

  @Override
  public List<String> stack(int worker, int slot) throws GoneException {
    JsonNode answer = ask(Map.of("do", "stacks"));
    if (!answer.path("ok").asBoolean(false)) {
      return List.of(answer.path("message").asString(""));
    }
    for (JsonNode result : answer.path("result")) {
      StackView view = read(result, StackView.class);
      if (view.slot().worker() == worker && view.slot().slot() == slot) {
        return view.stack().lines().toList();
      }
    }
    return List.of("It runs nothing any more.");
  }

  private JsonNode ask(Map<String, ?> request) throws GoneException {
    try {
      return client.ask(request);
    } catch (ControlException e) {
      throw new GoneException(String.valueOf(e.getMessage()));
    }
  }

  private static <T> T read(JsonNode result, Class<T> type) throws GoneException {
    try {
      return ControlClient.read(result, type);
    } catch (JacksonException e) {
      throw new GoneException(
          "The server's answer cannot be read. Is it another version of Junicorn than this"
              + " command? "
              + e.getOriginalMessage());
    }
  }
}
