package dev.junicorn.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.event.ServerEvent;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** gunicorn's names, in datagrams that are not too large. */
class StatsdTest {

  private final List<String> sent = new ArrayList<>();
  private final AtomicLong now = new AtomicLong();

  @Test
  void aRequestIsThreeLinesWithGunicornsNames() {
    assertThat(StatsdText.of("", "").lines(MetricsTest.served("/", 404, 25, 0, null)))
        .containsExactly(
            "gunicorn.request.duration:25.0|ms",
            "gunicorn.requests:1|c|@1.0",
            "gunicorn.request.status.404:1|c|@1.0");
  }

  @Test
  void thePrefixHasOneDotAndTagsStandAtTheEnd() {
    for (String prefix : List.of("shop", "shop.", "shop...")) {
      assertThat(StatsdText.of(prefix, "env:prod,zone:1").workers(3))
          .isEqualTo("shop.gunicorn.workers:3|g|#env:prod,zone:1");
    }
  }

  @Test
  void messagesAreCountedByTheirLevel() {
    StatsdText text = StatsdText.of("", "");
    assertThat(text.lines(new ServerEvent.Warned("careful")))
        .containsExactly("gunicorn.log.warning:1|c|@1.0");
    assertThat(text.lines(new ServerEvent.Failed("over")))
        .containsExactly("gunicorn.log.critical:1|c|@1.0");
    assertThat(text.lines(new ServerEvent.AppFailed("GET", "/", 1, "ValueError", "", "")))
        .containsExactly("gunicorn.log.exception:1|c|@1.0");
    assertThat(text.lines(new ServerEvent.Decided("so"))).isEmpty();
  }

  @Test
  void linesTravelTogetherAsFarAsTheyFit() {
    StatsdSink sink = new StatsdSink(StatsdText.of("", ""), sent::add, now::get);
    for (int i = 0; i < 100; i++) {
      sink.take(MetricsTest.served("/", 200, 25, 0, null));
    }
    sink.settle();
    assertThat(sent).hasSizeBetween(2, 10).allMatch(text -> text.length() <= StatsdSink.LARGEST);
    assertThat(String.join("\n", sent).lines().filter(line -> line.contains("requests:1")))
        .hasSize(100);
  }

  @Test
  void theNumberOfWorkersIsToldOnceASecond() {
    StatsdSink sink = new StatsdSink(StatsdText.of("", ""), sent::add, now::get);
    sink.take(new ServerEvent.WorkerStarted(1, 10, "2 wanted"));
    sink.take(new ServerEvent.WorkerStarted(2, 11, "2 wanted"));
    sink.settle();
    sink.settle();
    assertThat(sent).containsExactly("gunicorn.workers:2|g");
    sink.take(new ServerEvent.WorkerExited(1, 10, "exit code 0", true, true));
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    sink.settle();
    assertThat(sent).last().isEqualTo("gunicorn.workers:1|g");
  }

  /** And nobody waits for the name server. */
  @Test
  void aHostThatIsNotKnownIsLookedUpAgain() throws Exception {
    try (DatagramSocket there = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      AtomicReference<InetSocketAddress> found =
          new AtomicReference<>(InetSocketAddress.createUnresolved("later.invalid", 8125));
      UdpDatagrams datagrams = new UdpDatagrams(found::get, now::get);
      assertThat(datagrams.isKnown()).isFalse();
      assertThat(sends(datagrams)).isFalse();
      found.set(new InetSocketAddress(there.getLocalAddress(), there.getLocalPort()));
      assertThat(sends(datagrams)).as("before a minute is over").isFalse();
      now.addAndGet(UdpDatagrams.LOOKED_UP_EVERY.toNanos());
      long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (!sends(datagrams)) {
        assertThat(System.nanoTime()).isLessThan(end);
        Thread.onSpinWait();
      }
      DatagramPacket packet = new DatagramPacket(new byte[100], 100);
      there.setSoTimeout(60_000);
      there.receive(packet);
      assertThat(new String(packet.getData(), 0, packet.getLength(), UTF_8)).isEqualTo("a:1|c");
    }
  }

  @Test
  void whatCannotBeSentIsCountedAndForgotten() {
    StatsdSink sink =
        new StatsdSink(
            StatsdText.of("", ""),
            lines -> {
              throw new IOException("nobody listens");
            },
            now::get);
    sink.take(MetricsTest.served("/", 200, 25, 0, null));
    sink.settle();
    sink.close();
    assertThat(sink.dropped()).isEqualTo(1);
  }

  private static boolean sends(UdpDatagrams datagrams) {
    try {
      datagrams.send("a:1|c");
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
