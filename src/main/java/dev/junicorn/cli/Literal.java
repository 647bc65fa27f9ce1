package dev.junicorn.cli;

import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** Values as they stand in a Python file, for messages. */
final class Literal {

  private Literal() {}

  /** A value that was read as text: a number bare, all else in quotation marks. */
  static String of(String text) {
    return text.matches("-?[0-9]+(\\.[0-9]+)?") ? text : quoted(text);
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }

  /** A reported value. */
  static String of(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> quoted(value.asString());
      case BOOLEAN -> value.asBoolean() ? "True" : "False";
      case NULL, MISSING -> "None";
      case OBJECT -> value.path("shown").asString();
      case ARRAY ->
          StreamSupport.stream(value.spliterator(), false)
              .map(Literal::of)
              .collect(Collectors.joining(", ", "[", "]"));
      default -> value.asString();
    };
  }
}
