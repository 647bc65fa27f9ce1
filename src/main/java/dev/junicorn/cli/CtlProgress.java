package dev.junicorn.cli;

import dev.junicorn.control.ControlClient;
import dev.junicorn.control.ControlException;
import dev.junicorn.control.ServerStatus;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Says what the server does that was told something, and what is waited for. */
final class CtlProgress implements ControlClient.Progress {

  private final CtlVerb verb;
  private final Map<String, Object> request;
  private final ControlClient client;
  private final Outside outside;
  private String saidLast = "";

  CtlProgress(CtlVerb verb, Map<String, Object> request, ControlClient client, Outside outside) {
    this.verb = verb;
    this.request = request;
    this.client = client;
    this.outside = outside;
  }

  @Override
  public void begins(JsonNode status) {
    if (verb == CtlVerb.SCALE) {
      ServerStatus before = ControlClient.read(status, ServerStatus.class);
      say(
          ScaleText.begins(
              before,
              (int) request.getOrDefault("workers", before.workersWanted()),
              (int) request.getOrDefault("threads", before.threads())));
    }
  }

  @Override
  public void takesTime() {
    say(verb == CtlVerb.SCALE ? howFar() : unfinished());
  }

  private String howFar() {
    try {
      JsonNode answer = client.ask(Map.of("do", "status"));
      return ScaleText.takesTime(ControlClient.read(answer.path("result"), ServerStatus.class));
    } catch (ControlException _) {
      return unfinished();
    }
  }

  private String unfinished() {
    return "the server has not finished "
        + verb.word()
        + " yet; waiting on. Ctrl-C ends the waiting, not what the server does.";
  }

  /** The same thing once. */
  private void say(String sentence) {
    if (!sentence.equals(saidLast)) {
      outside.complain(sentence);
      saidLast = sentence;
    }
  }
}
