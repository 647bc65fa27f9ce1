package dev.junicorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.exchange.Exchange;
import dev.junicorn.exchange.Header;
import dev.junicorn.exchange.ResponseHead;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The front end as clients meet it, over real sockets. */
class HttpFrontEndTest {

  private static final ResponseHead OK =
      new ResponseHead(200, "OK", List.of(new Header("Content-Type", "text/plain")));

  private static void hello(Exchange exchange) {
    exchange.answer(OK, Unpooled.copiedBuffer(Wire.bytes("hello " + exchange.head().path())));
  }

  @Test
  void answersOneRequest() throws Exception {
    try (TestServer server = TestServer.start(HttpFrontEndTest::hello)) {
      String answer = server.talk("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(answer)
          .startsWith("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nDate: ")
          .endsWith("\r\nServer: junicorn\r\nContent-Length: 8\r\n\r\nhello /a");
    }
  }

  @Test
  void answersAThousandPipelinedRequestsInOrder() throws Exception {
    try (TestServer server = TestServer.start(HttpFrontEndTest::hello)) {
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < 1000; i++) {
        requests.append("GET /").append(i).append(" HTTP/1.1\r\nHost: x\r\n\r\n");
      }
      String answers = server.talk(requests.toString());
      int at = 0;
      for (int i = 0; i < 1000; i++) {
        at = answers.indexOf("hello /" + i, at);
        assertThat(at).as("answer " + i).isPositive();
      }
    }
  }
}
