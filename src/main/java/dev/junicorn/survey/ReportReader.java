package dev.junicorn.survey;

import dev.junicorn.plan.detect.Expression;
import dev.junicorn.plan.detect.Findings;
import dev.junicorn.plan.detect.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Reads the lines that {@code junicorn_detect} writes; {@code report.py} says what they are.
 * Confined to the thread that reads the process's output.
 */
final class ReportReader {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, SourceFile> sources = new LinkedHashMap<>();
  private final Map<String, Findings.TextFile> texts = new LinkedHashMap<>();
  private final List<String> environments = new ArrayList<>();
  private String python = "";
  private String reading = "";
  private String cut = "";
  private String tooDeep = "";
  private int pythonFiles;
  private boolean complete;

  /** Takes one line. */
  void line(String line) {
    JsonNode node = JSON.readTree(line);
    node.properties().forEach(member -> member(member.getKey(), member.getValue()));
  }

  private void member(String name, JsonNode value) {
    switch (name) {
      case "python" -> python = value.asString();
      case "reading" -> reading = value.asString();
      case "text" -> text(value);
      case "source" -> source(value);
      case "environment" -> environments.add(value.asString());
      case "end" -> end(value);
      default -> throw new IllegalArgumentException("the report has a line \"" + name + "\"");
    }
  }

  private void end(JsonNode value) {
    pythonFiles = value.path("python_files").asInt();
    cut = value.path("cut").asString();
    tooDeep = value.path("too_deep").asString();
    complete = true;
  }

  private void text(JsonNode value) {
    Findings.TextFile text =
        new Findings.TextFile(
            value.path("path").asString(),
            value.path("content").asString(),
            value.path("problem").asString());
    texts.put(text.path(), text);
  }

  private void source(JsonNode value) {
    String path = value.path("path").asString();
    String problem = value.path("problem").asString("");
    reading = "";
    sources.put(
        path,
        problem.isEmpty()
            ? new SourceFile(
                path,
                "",
                names(value.path("imports")),
                strings(value.path("stars")),
                list(value.path("bindings"), ReportReader::binding),
                list(value.path("runs"), ReportReader::run),
                list(value.path("functions"), ReportReader::function),
                list(value.path("classes"), ReportReader::type),
                list(value.path("settings"), ReportReader::settings),
                strings(value.path("mentions")))
            : SourceFile.unreadable(path, problem));
  }

  /** Whether the last line came. */
  boolean isComplete() {
    return complete;
  }

  /** The version of the Python that reads. */
  String python() {
    return python;
  }

  /** The file that was being parsed when the lines ended; empty where there was none. */
  String reading() {
    return reading;
  }

  /** Everything so far. */
  Findings findings() {
    String ended =
        reading.isEmpty() ? "reading it took too long" : "the parser ended in " + reading;
    String why = complete ? cut : ended;
    return new Findings(
        python,
        sources,
        texts,
        List.copyOf(environments),
        Math.max(pythonFiles, sources.size()),
        why,
        tooDeep);
  }

  private static SourceFile.Binding binding(JsonNode node) {
    return new SourceFile.Binding(
        node.path("name").asString(),
        node.path("line").asInt(),
        node.path("text").asString(),
        expression(node.path("value")),
        node.path("inside").asString());
  }

  private static SourceFile.SettingsName settings(JsonNode node) {
    return new SourceFile.SettingsName(
        node.path("module").asString(),
        node.path("variable").asString(),
        Optional.ofNullable(node.path("with").stringValue(null)));
  }

  private static SourceFile.Run run(JsonNode node) {
    return new SourceFile.Run(
        expression(node.path("call")), node.path("line").asInt(), node.path("text").asString());
  }

  private static SourceFile.Function function(JsonNode node) {
    return new SourceFile.Function(
        node.path("name").asString(),
        node.path("line").asInt(),
        node.path("text").asString(),
        strings(node.path("parameters")),
        strings(node.path("required")),
        node.path("async").asBoolean(),
        names(node.path("imports")),
        list(node.path("locals"), ReportReader::binding),
        list(node.path("returns"), ReportReader::expression),
        node.path("inside").asString());
  }

  private static SourceFile.Type type(JsonNode node) {
    JsonNode call = node.path("call");
    return new SourceFile.Type(
        node.path("name").asString(),
        node.path("line").asInt(),
        list(node.path("bases"), ReportReader::expression),
        call.isArray() ? Optional.of(strings(call)) : Optional.empty());
  }

  private static Expression expression(JsonNode node) {
    if (node.has("name")) {
      return new Expression.Name(node.path("name").asString());
    }
    if (node.has("attribute")) {
      return new Expression.Attribute(
          expression(node.path("of")), node.path("attribute").asString());
    }
    if (node.has("call")) {
      return new Expression.Call(
          expression(node.path("call")), list(node.path("arguments"), ReportReader::expression));
    }
    if (node.has("items")) {
      return new Expression.Items(list(node.path("items"), ReportReader::expression));
    }
    if (node.has("item")) {
      return new Expression.Item(expression(node.path("of")), node.path("item").asInt());
    }
    return node.has("text")
        ? new Expression.Text(node.path("text").asString())
        : new Expression.Other();
  }

  private static Map<String, String> names(JsonNode node) {
    Map<String, String> names = new LinkedHashMap<>();
    node.properties().forEach(entry -> names.put(entry.getKey(), entry.getValue().asString()));
    return names;
  }

  private static List<String> strings(JsonNode node) {
    return list(node, JsonNode::asString);
  }

  private static <T> List<T> list(JsonNode node, Function<JsonNode, T> element) {
    List<T> list = new ArrayList<>();
    node.forEach(child -> list.add(element.apply(child)));
    return List.copyOf(list);
  }
}
