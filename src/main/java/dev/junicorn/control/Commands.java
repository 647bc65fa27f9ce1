package dev.junicorn.control;

import dev.junicorn.advice.Advice;
import dev.junicorn.advice.Advised;
import dev.junicorn.observation.Observation;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Turns a request's line into a call of {@link Operations}, and its outcome into an answer's. */
final class Commands {

  /** More than this of anything is a slip of the finger. */
  private static final int MOST = 1000;

  private final Operations operations;

  Commands(Operations operations) {
    this.operations = operations;
  }

  /** The answer's line to a request's line. */
  CompletionStage<String> answer(String request) {
    try {
      return run(Wire.JSON.readTree(request));
    } catch (JacksonException e) {
      return wrong("This is not JSON: " + e.getOriginalMessage());
    } catch (IllegalArgumentException e) {
      return wrong(String.valueOf(e.getMessage()));
    }
  }

  /** An answer that refuses. */
  static String refusal(String kind, String message, String detail) {
    ObjectNode answer = Wire.JSON.createObjectNode();
    answer.put("ok", false).put("kind", kind).put("message", message);
    if (!detail.isEmpty()) {
      answer.put("detail", detail);
    }
    return answer.toString();
  }

  private CompletionStage<String> run(JsonNode request) {
    String command = request.path("do").asString("");
    return switch (command) {
      case "status" -> operations.status().thenApply(Commands::result);
      case "workers" -> operations.workers().thenApply(Commands::result);
      case "slots" -> operations.slots().thenApply(Commands::result);
      case "stacks" -> operations.stacks().thenApply(Commands::result);
      case "findings" -> operations.findings().thenApply(Commands::seen);
      case "observe" -> operations.observe(seconds(request)).thenApply(Commands::seen);
      case "advise" -> operations.advise().thenApply(Commands::advice);
      case "reload" -> operations.reload().thenApply(Commands::verdict);
      case "scale" -> scale(request).thenApply(Commands::verdict);
      case "recycle" -> operations.recycle(worker(request)).thenApply(Commands::verdict);
      case "drain" -> operations.drain().thenApply(Commands::verdict);
      case "resume" -> operations.resume().thenApply(Commands::verdict);
      case "stop" -> operations.stop().thenApply(Commands::verdict);
      case "logs-reopen" -> operations.reopenLogs().thenApply(Commands::verdict);
      default ->
          throw new IllegalArgumentException(
              "This server knows no command \"" + command + "\". It may be older than the ctl.");
    };
  }

  private CompletionStage<Verdict> scale(JsonNode request) {
    OptionalInt workers = count(request, "workers");
    OptionalInt threads = count(request, "threads");
    if (workers.isEmpty() && threads.isEmpty()) {
      throw new IllegalArgumentException("scale needs workers, threads, or both.");
    }
    return operations.scale(workers, threads);
  }

  private static int seconds(JsonNode request) {
    JsonNode value = request.path("seconds");
    if (value.isMissingNode()) {
      return 60;
    }
    if (!value.isInt() || value.asInt() < 1 || value.asInt() > Observation.Bounds.SECONDS) {
      throw new IllegalArgumentException(
          "seconds is %s: a whole number from 1 to %d is expected."
              .formatted(value, Observation.Bounds.SECONDS));
    }
    return value.asInt();
  }

  private static String seen(@Nullable Object value) {
    return value == null
        ? refusal("refused", "The server has just started: nothing was seen yet. Ask again.", "")
        : result(value);
  }

  private static String advice(Advised advised) {
    return switch (advised) {
      case Advised.Given(Advice advice) -> result(advice);
      case Advised.TooLittle(String missing) -> refusal("refused", missing, "");
    };
  }

  private static int worker(JsonNode request) {
    if (!request.path("worker").isInt()) {
      throw new IllegalArgumentException("recycle needs the number of a worker.");
    }
    return request.path("worker").asInt();
  }

  private static OptionalInt count(JsonNode request, String name) {
    JsonNode value = request.path(name);
    if (value.isMissingNode()) {
      return OptionalInt.empty();
    }
    if (!value.isInt() || value.asInt() < 1 || value.asInt() > MOST) {
      throw new IllegalArgumentException(
          name + " is " + value + ": a whole number from 1 to " + MOST + " is expected.");
    }
    return OptionalInt.of(value.asInt());
  }

  private static String result(Object value) {
    ObjectNode answer = Wire.JSON.createObjectNode();
    answer.put("ok", true);
    answer.set("result", Wire.JSON.valueToTree(value));
    return answer.toString();
  }

  private static String verdict(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Done(String message) ->
          Wire.JSON.createObjectNode().put("ok", true).put("message", message).toString();
      case Verdict.Refused(String message, String detail) -> refusal("refused", message, detail);
    };
  }

  private static CompletionStage<String> wrong(String message) {
    return CompletableFuture.completedStage(refusal("usage", message, ""));
  }
}
