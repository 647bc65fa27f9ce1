package dev.junicorn.cli;

import dev.junicorn.probe.Result;
import dev.junicorn.probe.Target;
import dev.junicorn.probe.Verdict;
import dev.junicorn.probe.Volley;
import java.time.Duration;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a probe prints for a program; times are seconds. */
final class ProbeJson {

  private static final JsonMapper JSON = new JsonMapper();

  private ProbeJson() {}

  static String of(Target target, Result result) {
    ObjectNode root = JSON.createObjectNode();
    root.put("url", target.url());
    root.put("method", target.method());
    root.put("address", target.address().getAddress().getHostAddress());
    if (result.verdict() instanceof Verdict.AtOnce found) {
      root.put("at_once", found.number());
      root.put("at_least", found.atLeast());
      root.put("confidence", found.confidence().name().toLowerCase(Locale.ROOT));
      root.put("service_seconds", seconds(found.service()));
    } else {
      root.putNull("at_once");
    }
    result.verdict().explanation().forEach(root.putArray("explanation")::add);
    ArrayNode volleys = root.putArray("volleys");
    result.volleys().forEach(volley -> describe(volleys.addObject(), volley, result));
    return root.toString();
  }

  private static void describe(ObjectNode node, Volley volley, Result result) {
    node.put("requests", volley.asked());
    node.put("at_once", result.atOnce(volley));
    volley.times().forEach(time -> node.withArray("answered_after_seconds").add(seconds(time)));
    volley.errors().forEach(node.putObject("errors")::put);
    node.put("latency_seconds", seconds(volley.latency()));
    node.put("prober_paused_seconds", seconds(volley.pause()));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
