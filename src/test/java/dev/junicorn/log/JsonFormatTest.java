package dev.junicorn.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
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
                + "\"bytes\":1234,\"duration_ms\":3045.678,\"worker_pid\":4711}");
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
  void utf8IsShownAsWhatItMeans() {
    assertThat(line(Samples.request().target("/x", "/\u00c3\u00a9", ""))).contains("\"/é\"");
  }

  private String line(Samples request) {
    return format.line(new Served(Samples.TIME, request.served()));
  }
}
