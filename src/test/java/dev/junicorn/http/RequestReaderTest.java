package dev.junicorn.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.junicorn.exchange.RequestBody;
import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a client sends, until it is a whole request. */
class RequestReaderTest {

  private static final String GET = "GET /one HTTP/1.1\r\nHost: a\r\n\r\n";

  private final Harness harness = new Harness();
  private final RequestReader reader =
      new RequestReader(harness.facilities, harness.channel, new Nobody());

  @AfterEach
  void close() {
    reader.free();
    harness.close();
  }

  private ByteBuf send(String text) {
    ByteBuf bytes = harness.channel.alloc().directBuffer().writeBytes(Wire.bytes(text));
    reader.add(bytes);
    return bytes;
  }

  @Test
  void requestsThatCameTogetherAreReadOneAfterTheOther() throws RefusedException {
    send(GET + GET.replace("one", "two") + "G");
    for (String path : new String[] {"/one", "/two"}) {
      assertThat(reader.begins()).isTrue();
      reader.begin(7);
      assertThat(reader.readHead()).isTrue();
      ReceivedRequest request = reader.take();
      assertThat(request.head().head().target()).isEqualTo(path);
      assertThat(request.begunAt()).isEqualTo(7);
      assertThat(request.body()).isInstanceOf(RequestBody.None.class);
    }
    assertThat(reader.readHead()).isFalse();
    assertThat(reader.isEmpty()).isFalse();
  }

  @Test
  void whatIsTakenIsTheTakersToFree() throws RefusedException {
    send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab");
    assertThat(reader.readHead()).isTrue();
    reader.beginBody();
    assertThat(reader.readBody()).isFalse();
    send("cd");
    assertThat(reader.readBody()).isTrue();
    ReceivedRequest request = reader.take();
    reader.free();
    ByteBuf body = ((RequestBody.Inline) request.body()).bytes();
    assertThat(Wire.text(bytesOf(body))).isEqualTo("abcd");
    request.release();
    assertThat(body.refCnt()).isZero();
    assertThatThrownBy(reader::head).isInstanceOf(IllegalStateException.class);
  }

  private static byte[] bytesOf(ByteBuf buffer) {
    byte[] bytes = new byte[buffer.readableBytes()];
    buffer.getBytes(buffer.readerIndex(), bytes);
    return bytes;
  }

  @Test
  void whatIsNotTakenIsFreed() throws RefusedException {
    ByteBuf sent = send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab");
    assertThat(reader.readHead()).isTrue();
    reader.beginBody();
    assertThat(reader.readBody()).isFalse();
    reader.free();
    assertThat(sent.refCnt()).isZero();
    assertThat(reader.bodyBytes()).isZero();
  }

  @Test
  void onlyWhoHoldsBackItsBodyWaitsToBeToldToGoOn() throws RefusedException {
    String head = "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: ";
    send(head + "1\r\n\r\n");
    assertThat(reader.readHead()).isTrue();
    assertThat(reader.awaitsContinue()).isTrue();
    send("a");
    assertThat(reader.awaitsContinue()).isFalse();
    reader.free();
    send(head + "0\r\n\r\n");
    assertThat(reader.readHead()).isTrue();
    assertThat(reader.awaitsContinue()).isFalse();
  }

  @Test
  void anotherRequestMayFollowWhatIsLeftOfAClientThatHasClosedItsSide() throws RefusedException {
    send(GET);
    assertThat(reader.allowsAnother()).isTrue();
    reader.end();
    assertThat(reader.allowsAnother()).isTrue();
    assertThat(reader.readHead()).isTrue();
    reader.take();
    assertThat(reader.allowsAnother()).isFalse();
  }

  @Test
  void noRequestFollowsWhereBytesWereDropped() {
    send("x".repeat(Bounds.PIPELINED_AT_END + 1));
    assertThat(reader.allowsAnother()).isTrue();
    ByteBuf dropped = send("y");
    assertThat(reader.allowsAnother()).isFalse();
    assertThat(dropped.refCnt()).isZero();
  }

  @Test
  void theSocketIsNotReadWhileEnoughWaitsOrNothingCanCome() {
    reader.settle(ConnectionState.SERVING);
    assertThat(harness.channel.config().isAutoRead()).isTrue();
    send("x".repeat(Bounds.PIPELINED));
    reader.settle(ConnectionState.SERVING);
    assertThat(harness.channel.config().isAutoRead()).isFalse();
    reader.settle(ConnectionState.LINGERING);
    assertThat(harness.channel.config().isAutoRead()).isTrue();
    reader.end();
    reader.settle(ConnectionState.LINGERING);
    assertThat(harness.channel.config().isAutoRead()).isFalse();
  }

  @Test
  void aBufferThatIsUsedUpIsLetGo() throws RefusedException {
    ByteBuf sent = send(GET);
    assertThat(reader.readHead()).isTrue();
    assertThat(sent.refCnt()).isOne();
    reader.settle(ConnectionState.SERVING);
    assertThat(sent.refCnt()).isZero();
  }
}
