package dev.junicorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.event.ServerEvent;
import dev.junicorn.exchange.Failure;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are refused before they are whole, and what the access log has of them. */
class RefusalTest {

  private static final String POST = "POST /a?b HTTP/1.1\r\nHost: x\r\n";
  private static final String LARGE = POST + "Content-Length: 11\r\n\r\n";
  private static final String CHUNKS = POST + "Transfer-Encoding: chunked\r\n\r\n";
  private static final String BEGUN = POST + "Content-Length: 9\r\n\r\nhalf";

  private final Harness harness = new Harness(Harness.settings(10), _ -> {});

  private List<ServerEvent.RequestServed> lines() {
    return harness.events.stream()
        .filter(ServerEvent.UploadRefused.class::isInstance)
        .map(event -> ((ServerEvent.UploadRefused) event).line())
        .toList();
  }

  private void assertOneLine(int status, long received) {
    assertThat(harness.status()).isEqualTo(status);
    harness.close();
    assertThat(lines())
        .singleElement()
        .satisfies(line -> {
          assertThat(line.request().target()).isEqualTo("/a?b");
          assertThat(line.status()).isEqualTo(status);
          assertThat(line.requestBytes()).isEqualTo(received);
          assertThat(line.bodyBytes()).isEqualTo(harness.sent().split("\r\n\r\n", -1)[1].length());
          assertThat(line.split().total()).isEqualTo(line.elapsed().toNanos());
        });
    assertThat(harness.events).noneMatch(ServerEvent.RequestServed.class::isInstance);
    assertThat(harness.events).filteredOn(ServerEvent.RequestRefused.class::isInstance).hasSize(1);
  }

  @Test
  void aBodyThatIsDeclaredTooLargeIsOneLine() {
    harness.send(LARGE);
    assertOneLine(413, 0);
  }

  @Test
  void soIsOneThatBecomesTooLarge() {
    harness.send(CHUNKS + "6\r\n123456\r\n").send("6\r\n123456\r\n");
    assertOneLine(413, 6);
  }

  @Test
  void soIsOneThatIsBroken() {
    harness.send(CHUNKS + "1\r\n1\r\nzz\r\n");
    assertOneLine(400, 1);
  }

  @Test
  void soIsOneThatComesTooSlowly() {
    harness.send(BEGUN).pass(Duration.ofSeconds(10));
    assertOneLine(408, 4);
    assertThat(lines().getFirst().elapsed()).isPositive();
  }

  @Test
  void soIsOneThatAStopDoesNotWaitFor() {
    harness.send(BEGUN);
    harness.connections.closeNow(new Failure.Stopping());
    assertOneLine(503, 4);
  }

  /** There is no request line to show. */
  @ParameterizedTest
  @ValueSource(strings = {"POST /a HT", "nonsense\r\n\r\n", "GET /a HTTP/1.1\r\nHost : x\r\n\r\n"})
  void aHeadThatWasNotReadIsNone(String sent) {
    harness.send(sent);
    harness.connections.closeNow(new Failure.Stopping());
    harness.close();
    assertThat(lines()).isEmpty();
    assertThat(harness.events).filteredOn(ServerEvent.RequestRefused.class::isInstance).hasSize(1);
  }

  /** Nobody was answered. */
  @Test
  void anUploadThatItsClientGivesUpIsNone() {
    harness.send(BEGUN).halfClose();
    harness.close();
    assertThat(harness.events).isEmpty();
  }
}
