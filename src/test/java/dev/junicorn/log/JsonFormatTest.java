package dev.junicorn.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonFormatTest {

  private final JsonFormat format = new JsonFormat(ZoneOffset.UTC);

  @Test
  void oneObjectALine() {
    assertThat(line(Samples.request().header("Host", "example.org").header("User-Agent", "curl")))
        .isEqualTo(
            "{\"time\":\"2026-11-20T10:32:11.250+00:00\",\"remote_addr\":\"10.1.2.3\","
                + "\"method\":\"GET\",\"target\":\"/find?q=1\",\"path\":\"/find\","
                + "\"query\":\"q=1\",\"protocol\":\"HTTP/1.1\",\"scheme\":\"http\","
                + "\"host\":\"example.org\",\"user_agent\":\"curl\",\"status\":200,"
                + "\"bytes\":1234,\"duration_ms\":3045.678,\"worker_pid\":4711,"
                + "\"receiving_ms\":1.0,\"queue_ms\":2.0,\"dispatch_ms\":45.678,"
                + "\"cpu_ms\":999.0,\"contention_ms\":0.0,\"blocked_ms\":1998.0,"
                + "\"sending_ms\":0.012,\"request_id\":\"4c8f-1\"}");
  }

  @Test
  void hostileValuesStayInTheirString() {
    String hostile = "\",\"status\":500}\n{\"x\":\"\u0000\\";
    String line = line(Samples.request().header("User-Agent", hostile));
    assertThat(line.lines()).hasSize(1);
    JsonNode read = new JsonMapper().readTree(line);
    assertThat(read.get("user_agent").asString()).isEqualTo(hostile);
    assertThat(read.get("status").asInt()).isEqualTo(200);
  }

  @Test
  void theTraceIsThatOfTheTraceparent() {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    assertThat(trace("00-" + trace + "-00f067aa0ba902b7-01")).isEqualTo(trace);
    assertThat(trace("cc-" + trace + "-00f067aa0ba902b7-01-more")).isEqualTo(trace);
    assertThat(trace("ff-" + trace + "-00f067aa0ba902b7-01")).isEmpty();
    assertThat(trace("00-" + trace.toUpperCase(Locale.ROOT) + "-00f067aa0ba902b7-01")).isEmpty();
    assertThat(trace("00-" + "0".repeat(32) + "-00f067aa0ba902b7-01")).isEmpty();
    assertThat(trace(trace)).isEmpty();
  }

  @Test
  void utf8IsShownAsWhatItMeans() {
    assertThat(line(Samples.request().target("/x", "/\u00c3\u00a9", ""))).contains("\"/é\"");
  }

  private String trace(String parent) {
    JsonNode read =
        new JsonMapper().readTree(line(Samples.request().header("Traceparent", parent)));
    return read.path("trace_id").asString("");
  }

  private String line(Samples request) {
    return format.line(new Served(Samples.TIME, request.served()));
  }
}
