package dev.junicorn.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An {@link AppPlan} as JSON, for programs and for golden files: the order of the members is fixed,
 * and paths below the folder are relative to it.
 */
public final class AppPlanJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final AppPlan plan;

  private AppPlanJson(AppPlan plan) {
    this.plan = plan;
  }

  /** The plan as indented JSON, ended by a newline. */
  public static String render(AppPlan plan) {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(new AppPlanJson(plan).root())
        + "\n";
  }

  private ObjectNode root() {
    ObjectNode root = JSON.createObjectNode();
    root.put("folder", plan.folder().toString());
    root.set("start", start());
    root.set("rejected", rejected(plan.rejected()));
    root.set("interpreter", interpreter());
    root.set("dependencies", dependencies());
    plan.environment().ifPresent(environment -> root.set("environment", environment(environment)));
    root.set("build", steps());
    root.set("size", size());
    root.set("warnings", texts(plan.warnings()));
    return root;
  }

  private ObjectNode start() {
    ObjectNode node = JSON.createObjectNode();
    switch (plan.start()) {
      case AppPlan.App app -> {
        node.put("kind", "app");
        node.set("framework", sourced(app.framework().value().label(), app.framework()));
        node.set("spec", sourced(app.spec().value(), app.spec()));
        node.put("directory", relative(app.directory()));
        ArrayNode folders = JSON.createArrayNode();
        app.pythonPath().forEach(folder -> folders.add(relative(folder)));
        node.set("pythonPath", folders);
        node.set("command", texts(StartCommands.junicorn(app, plan.sizing())));
        node.put("gunicorn", StartCommands.gunicornLine(app, plan.sizing()));
        if (!app.options().equals(AppPlan.AppliedOptions.NONE)) {
          options(node, app.options());
        }
      }
      case AppPlan.Command command -> {
        node.put("kind", "command");
        node.set("command", sourced(command.command().value(), command.command()));
        command.reading().ifPresent(reading -> reading(node, reading));
      }
      case AppPlan.Nothing nothing -> {
        node.put("kind", "nothing");
        node.put("pythonFiles", nothing.pythonFiles());
        node.put("why", nothing.why());
        node.put("remedy", nothing.remedy());
      }
    }
    return node;
  }

  private void reading(ObjectNode node, AppPlan.Reading reading) {
    switch (reading) {
      case AppPlan.Served served -> {
        node.put("done", "served by Junicorn");
        node.put("spec", served.spec());
        node.put("directory", relative(served.directory()));
        node.set("python", sourced(relative(served.python().value()), served.python()));
        node.set("variables", texts(served.variables()));
        options(node, served.options());
      }
      case AppPlan.RunAsItIs(String why) -> node.put("done", "run as it is").put("why", why);
      case AppPlan.Refused(String why) -> node.put("done", "refused").put("why", why);
    }
  }

  private static void options(ObjectNode node, AppPlan.AppliedOptions applied) {
    ArrayNode nodes = JSON.createArrayNode();
    applied.options().forEach(option -> nodes.add(sourced(option.value(), option)));
    node.set("options", nodes);
    node.set("passedOver", rejected(applied.passedOver()));
  }

  private ObjectNode interpreter() {
    AppPlan.Interpreter interpreter = plan.interpreter();
    ObjectNode node = JSON.createObjectNode();
    interpreter.path().ifPresent(path -> node.set("path", sourced(relative(path.value()), path)));
    interpreter.found().ifPresent(version -> node.put("found", version));
    interpreter
        .wanted()
        .ifPresent(version -> node.set("wanted", sourced(version.value(), version)));
    node.put("fits", interpreter.fits());
    return node;
  }

  private ObjectNode dependencies() {
    AppPlan.Dependencies dependencies = plan.dependencies();
    ObjectNode node = JSON.createObjectNode();
    node.set(
        "installer", sourced(word(dependencies.installer().value()), dependencies.installer()));
    dependencies.file().ifPresent(file -> node.put("file", file.toString()));
    node.set("requirements", texts(dependencies.requirements()));
    node.set("passedOver", rejected(dependencies.passedOver()));
    return node;
  }

  private ObjectNode environment(AppPlan.Environment environment) {
    ObjectNode node = sourced(relative(environment.folder().value()), environment.folder());
    node.put("exists", environment.exists());
    return node;
  }

  private ArrayNode steps() {
    ArrayNode steps = JSON.createArrayNode();
    for (AppPlan.BuildStep step : plan.steps()) {
      ObjectNode node = steps.addObject();
      node.put("step", word(step.step()));
      node.set("command", texts(step.argv()));
      node.put("directory", relative(step.directory()));
      node.put("source", step.source());
    }
    return steps;
  }

  private ObjectNode size() {
    LaunchPlan.Size size = plan.sizing().size();
    ObjectNode node = JSON.createObjectNode();
    node.set("workers", number(size.workers()));
    node.set("threads", number(size.threads()));
    node.put("requestsAtOnce", size.slots());
    Sourced<Long> each = plan.sizing().workerMemory();
    node.set(
        "workerMemory",
        JSON.createObjectNode()
            .put("value", each.value().longValue())
            .put("source", each.source()));
    node.put("memory", plan.sizing().memory());
    List<String> sentences = new ArrayList<>(plan.sizing().sentences());
    plan.sizing().shortage().ifPresent(sentences::add);
    node.set("sentences", texts(sentences));
    return node;
  }

  private static ArrayNode rejected(List<AppPlan.Rejected> rejected) {
    ArrayNode nodes = JSON.createArrayNode();
    for (AppPlan.Rejected one : rejected) {
      nodes.addObject().put("what", one.what()).put("why", one.why());
    }
    return nodes;
  }

  private static ObjectNode number(Sourced<Integer> number) {
    return JSON.createObjectNode()
        .put("value", number.value().intValue())
        .put("source", number.source());
  }

  private static ObjectNode sourced(String text, Sourced<?> value) {
    return JSON.createObjectNode().put("value", text).put("source", value.source());
  }

  private static ArrayNode texts(List<String> texts) {
    ArrayNode nodes = JSON.createArrayNode();
    texts.forEach(nodes::add);
    return nodes;
  }

  private String relative(Path path) {
    if (!path.startsWith(plan.folder())) {
      return path.toString();
    }
    return Optional.of(plan.folder().relativize(path).toString())
        .filter(text -> !text.isEmpty())
        .orElse(".");
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
