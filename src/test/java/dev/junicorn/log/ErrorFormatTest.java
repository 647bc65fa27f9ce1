package dev.junicorn.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.event.ServerEvent;
import dev.junicorn.event.ServerEvent.AppFailed;
import dev.junicorn.event.ServerEvent.Listening;
import dev.junicorn.event.ServerEvent.RequestRefused;
import dev.junicorn.event.ServerEvent.Warned;
import dev.junicorn.event.ServerEvent.WorkerOutput;
import dev.junicorn.event.ServerEvent.WorkerReady;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorFormatTest {

  @Test
  void theServersLinesCarryItsPid() {
    assertThat(line(new Listening("http://127.0.0.1:8000")))
        .isEqualTo("[2026-11-20 10:32:11 +0000] [77] [INFO] Listening at: http://127.0.0.1:8000");
    assertThat(line(new Warned("careful"))).contains("[77] [WARNING] careful");
  }

  @Test
  void aWorkersLinesCarryTheWorkersPid() {
    assertThat(line(new WorkerReady(1, 4711, 6, Duration.ofMillis(300), "3.11.2", true)))
        .contains("[4711] [INFO] Worker 1")
        .endsWith("6 threads, Python 3.11.2");
    assertThat(line(new WorkerReady(1, 4711, 6, Duration.ofMillis(300), "3.14.4", false)))
        .endsWith("6 threads, Python 3.14.4, free-threaded");
    assertThat(line(new AppFailed("GET", "/", 4711, "ValueError: x", "Traceback\n  at\n", "")))
        .isEqualTo(
            "[2026-11-20 10:32:11 +0000] [4711] [ERROR] Error handling request GET /:"
                + " ValueError: x\nTraceback\n  at");
  }

  /** A client chooses what many exceptions say. */
  @Test
  void anExceptionCannotForgeALine() {
    String message = "ValueError: bad \u001b[31m\r\n[2026-11-20] [77] [INFO] fake \u202e\u2028";
    assertThat(line(new AppFailed("GET", "/", 4711, message, "Traceback\n  at \u001b[2J\r", "")))
        .endsWith(
            "ValueError: bad \\x1b[31m\\r\\n[2026-11-20] [77] [INFO] fake \\u202e\\u2028\nTraceback\n  at \\x1b[2J");
  }

  @Test
  void whatTheAppPrintsHasNoLevel() {
    assertThat(line(new WorkerOutput(4711, "hello \u001b[1mworld")))
        .isEqualTo("[2026-11-20 10:32:11 +0000] [4711] [OUT] hello \u001b[1mworld");
  }

  @Test
  void aJsonObjectIsPassedOnForThePrograms() {
    assertThat(line(new WorkerOutput(4711, "{\"level\":\"info\"}")))
        .isEqualTo("{\"level\":\"info\"}");
  }

  @Test
  void aClientCannotBeginALine() {
    assertThat(line(new RequestRefused(400, "bad\n[2026] [1] [INFO] forged\u001b[2J", "10.0.0.1")))
        .endsWith("with 400: bad\\n[2026] [1] [INFO] forged\\x1b[2J");
  }

  @ParameterizedTest
  @CsvSource({"400, DEBUG", "501, DEBUG", "505, DEBUG", "503, WARNING"})
  void whatClientsAskForInVainIsNotAWarning(int status, String level) {
    assertThat(line(new RequestRefused(status, "why", "10.0.0.1"))).contains("[" + level + "]");
  }

  private static String line(ServerEvent event) {
    return new ErrorFormat(ZoneOffset.UTC, 77).line(Samples.TIME, event);
  }
}
