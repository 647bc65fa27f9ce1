package dev.junicorn.log;

import dev.junicorn.event.ServerEvent.RequestServed;
import dev.junicorn.exchange.RequestHead;
import dev.junicorn.exchange.TimeSplit;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** One JSON object a line. A value that is not known is left out. */
final class JsonFormat implements AccessFormat {

  private final JsonFactory json = new JsonFactory();
  private final DateTimeFormatter time;

  JsonFormat(ZoneId zone) {
    this.time = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxxx").withZone(zone);
  }

  @Override
  public String line(Served served) {
    StringWriter line = new StringWriter(400);
    try (JsonGenerator object = json.createGenerator(ObjectWriteContext.empty(), line)) {
      object.writeStartObject();
      request(object, served);
      answer(object, served.event());
      split(object, served.event().split());
      known(object, "request_id", served.event().id());
      known(object, "trace_id", served.traceId().orElse(""));
      object.writeEndObject();
    }
    return line.toString();
  }

  private void request(JsonGenerator object, Served served) {
    RequestHead request = served.event().request();
    object.writeStringProperty("time", text(served.time()));
    known(object, "remote_addr", request.endpoints().remoteAddress());
    known(object, "user", served.user().orElse(""));
    known(object, "method", request.method());
    known(object, "target", request.target());
    known(object, "path", request.path());
    known(object, "query", request.query());
    known(object, "protocol", request.version());
    known(object, "scheme", request.scheme());
    known(object, "host", served.requestHeader("Host").orElse(""));
    known(object, "referer", served.requestHeader("Referer").orElse(""));
    known(object, "user_agent", served.requestHeader("User-Agent").orElse(""));
  }

  private static void answer(JsonGenerator object, RequestServed event) {
    object.writeNumberProperty("status", event.status());
    object.writeNumberProperty("bytes", event.bodyBytes());
    object.writeNumberProperty("duration_ms", millis(event.elapsed().toNanos()));
    object.writeNumberProperty("worker_pid", event.workerPid());
  }

  private static void split(JsonGenerator object, TimeSplit split) {
    object.writeNumberProperty("receiving_ms", millis(split.receiving()));
    object.writeNumberProperty("queue_ms", millis(split.queue()));
    object.writeNumberProperty("dispatch_ms", millis(split.dispatch()));
    object.writeNumberProperty("cpu_ms", millis(split.cpu()));
    object.writeNumberProperty("contention_ms", millis(split.contention()));
    object.writeNumberProperty("blocked_ms", millis(split.blocked()));
    object.writeNumberProperty("sending_ms", millis(split.sending()));
  }

  /** With three decimals at most. */
  private static double millis(long nanos) {
    long micros = nanos / 1000;
    return micros / 1e3;
  }

  private String text(Instant instant) {
    return time.format(instant);
  }

  private static void known(JsonGenerator object, String name, String bytes) {
    if (!bytes.isEmpty()) {
      object.writeStringProperty(name, Escape.decoded(bytes));
    }
  }
}
