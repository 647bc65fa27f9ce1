package dev.junicorn.forensics;

import static dev.junicorn.forensics.Samples.KILLED;
import static dev.junicorn.forensics.Samples.end;
import static dev.junicorn.forensics.Samples.facts;
import static dev.junicorn.forensics.Samples.lost;
import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.forensics.CrashFacts.LastStack;
import dev.junicorn.worker.ExitStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The document as {@code docs/crash-reports.md} describes it. */
class CrashDocumentTest {

  @Test
  void aKillForWantOfMemory() {
    LastStack stack = new LastStack(Duration.ofSeconds(6), "File \"app.py\", line 3\n  eat()");
    JsonNode root =
        document(
            facts(
                end(KILLED, false),
                Optional.of(new OomChange("/events", 1, 2, 1)),
                List.of(lost("/eat?mb=900", stack))));
    assertThat(root.path("format").asInt()).isEqualTo(CrashDocument.FORMAT);
    assertThat(root.path("time").asString()).isEqualTo("2026-11-20T13:45:57.123Z");
    assertThat(root.path("out_of_memory").asBoolean()).isTrue();
    assertThat(root.path("conclusion")).hasSize(3);
    assertThat(root.at("/worker/number").asInt()).isEqualTo(3);
    assertThat(root.at("/worker/pid").asInt()).isEqualTo(4711);
    assertThat(root.at("/worker/python").asString()).isEqualTo("3.11.2");
    assertThat(root.at("/worker/age_seconds").asDouble()).isEqualTo(300.0);
    assertThat(root.at("/worker/boot_seconds").asDouble()).isEqualTo(0.7);
    assertThat(root.at("/worker/requests_answered").asLong()).isEqualTo(812);
    assertThat(root.at("/end/signal").asInt()).isEqualTo(9);
    assertThat(root.at("/end/signal_name").asString()).isEqualTo("SIGKILL");
    assertThat(root.at("/end/exit_code").isNull()).isTrue();
    assertThat(root.at("/end/server_sent_signal").asBoolean()).isFalse();
    assertThat(root.at("/memory/oom_kill/before").asLong()).isEqualTo(1);
    assertThat(root.at("/memory/oom_kill/after").asLong()).isEqualTo(2);
    assertThat(root.at("/memory/samples/0/seconds_before").asDouble()).isEqualTo(295.0);
    assertThat(root.at("/memory/samples/0/pss_bytes").asLong()).isEqualTo(90L << 20);
    assertThat(root.at("/memory/samples/1/rss_bytes").asLong()).isEqualTo(498L << 20);
    assertThat(root.at("/memory/samples/1/pss_bytes").isMissingNode()).isTrue();
    assertThat(root.at("/requests/0/target").asString()).isEqualTo("/eat?mb=900");
    assertThat(root.at("/requests/0/age_seconds").asDouble()).isEqualTo(12.3);
    assertThat(root.at("/requests/0/consequence").asString()).isEqualTo("answered_502");
    assertThat(root.at("/requests/0/last_stack/lines/1").asString()).isEqualTo("  eat()");
    assertThat(root.at("/output/lines_before").asLong()).isEqualTo(7);
    assertThat(root.at("/output/last_lines/1").asString()).isEqualTo("words");
  }

  @Test
  void whatIsNotKnownIsNull() {
    JsonNode root =
        document(
            facts(end(new ExitStatus.Exited(7), false), Optional.empty(), List.of(lost("/a"))));
    assertThat(root.at("/end/exit_code").asInt()).isEqualTo(7);
    assertThat(root.at("/end/signal").isNull()).isTrue();
    assertThat(root.at("/memory/oom_kill").isNull()).isTrue();
    assertThat(root.at("/requests/0/last_stack").isNull()).isTrue();
    assertThat(root.path("out_of_memory").asBoolean()).isFalse();
  }

  private static JsonNode document(CrashFacts facts) {
    return new ObjectMapper().readTree(CrashDocument.of(facts, Conclusion.of(facts), "0.3.0"));
  }
}
