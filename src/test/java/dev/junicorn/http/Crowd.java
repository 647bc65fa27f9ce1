package dev.junicorn.http;

import dev.junicorn.exchange.Failure;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Some clients of one server, its app, its disk and its memory, each of which does anything. */
final class Crowd implements AutoCloseable {

  private static final int CLIENTS = 4;
  private static final int ACTS = 25;
  private static final String HOST = " HTTP/1.1\r\nHost: x\r\n";
  private static final String CHUNK = "2710\r\n" + "c".repeat(10_000) + "\r\n";

  /** What clients send, whole and in parts. */
  private static final List<String> SENT =
      List.of(
          "GET /" + HOST + "\r\n",
          "GET /" + HOST + "\r\nGET /" + HOST + "\r\n",
          "GET /" + HOST + "Connection: close\r\n\r\nGET /" + HOST + "\r\n",
          "GET / HTTP/1.0\r\n\r\n",
          "HEAD /" + HOST + "\r\n",
          ("GET " + AnyApp.AT_ONCE + HOST + "\r\n").repeat(3),
          "GET /" + HOST + "X-Long: " + "x".repeat(8000) + "\r\nX-More: " + "y".repeat(8000),
          "\r\n\r\n",
          "POST /" + HOST + "Content-Length: 3\r\n\r\nabc",
          "POST /" + HOST + "Content-Length: 50000\r\n\r\n" + "b".repeat(20_000),
          "POST /" + HOST + "Content-Length: 90000\r\n\r\n" + "b".repeat(90_000),
          "POST /" + HOST + "Content-Length: 900000\r\n\r\n",
          "POST /" + HOST + "Expect: 100-continue\r\nContent-Length: 9\r\n\r\n",
          "POST /" + HOST + "Transfer-Encoding: chunked\r\n\r\n",
          "POST /" + HOST + "Transfer-Encoding: chunked\r\n\r\n" + CHUNK,
          CHUNK,
          CHUNK.repeat(8),
          "0\r\n\r\n",
          "b".repeat(600_000),
          "bad\r\n\r\n");

  private final Path folder = Files.createTempDirectory("crowd");
  private final Path spools = Files.createDirectory(folder.resolve("spools"));
  private final Path file = Files.write(folder.resolve("file"), new byte[100_000]);
  private final CountedMemory memory = new CountedMemory();
  private final List<AnyApp> apps = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();

  /** Of all clients there were: the disk may have something to say behind their end. */
  private final List<SlowChannel> channels = new ArrayList<>();

  private final Map<Budget, Long> taken = new LinkedHashMap<>();
  private final Harness harness;

  Crowd() throws IOException {
    harness =
        new Harness(
            TestServer.settings(800_000, Duration.ofSeconds(75), TrustedPeers.LOOPBACK, spools, 0),
            exchange -> apps.add(new AnyApp(exchange, memory, file, apps.size())));
    harness.channel.close();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(new Client());
    }
  }

  /** One of them does something. */
  void step(int choice) {
    Client client = clients.get(choice % CLIENTS);
    int detail = choice / CLIENTS / ACTS;
    switch (choice / CLIENTS % ACTS) {
      case 0, 1, 2, 3, 4 -> client.send(SENT.get(detail % SENT.size()));
      case 5 -> client.sendPart(SENT.get(detail % SENT.size()), detail);
      case 6 -> client.halfClose();
      case 7 -> client.reset();
      case 8, 9 -> client.channel.take(detail * 10L);
      case 10 -> client.channel.stopTaking();
      case 11 -> client.channel.take(Long.MAX_VALUE);
      case 12, 13, 14, 15 -> app(detail).forEach(app -> app.goOn(detail / 10));
      case 16 -> app(detail).forEach(AnyApp::end);
      case 17 -> pass(detail % 20 == 0 ? 40 : 1);
      case 18 -> harness.stopDisk();
      case 19 -> harness.startDisk();
      case 20 -> harness.writeOnlyNew();
      case 21 -> setDisk(detail % 3 != 0);
      case 22 -> memory.isOut(detail % 4 == 0);
      case 23 -> fill(detail);
      default -> upset(detail);
    }
    settle();
  }

  /** All is well again, and the app ends what it has begun. */
  void endApps() {
    mend();
    while (!apps.stream().allMatch(AnyApp::isEnded)) {
      List.copyOf(apps).forEach(AnyApp::end);
      settle(); // and what was pipelined comes
    }
  }

  /** Every client leaves at once. */
  void resetAll() {
    mend();
    clients.forEach(Client::reset);
    settle();
  }

  /** Every client takes what there is for it. */
  void takeAll() {
    mend();
    clients.forEach(client -> client.channel.take(Long.MAX_VALUE));
    settle();
    pass(1);
  }

  /** Nobody does anything any more, until the server has closed all connections. */
  void fallSilent() {
    for (int i = 0; i < 4; i++) {
      pass(150);
    }
  }

  /** What is counted of answers whose clients have taken them. */
  Map<String, Long> heldByOpen() {
    Map<String, Long> held = new LinkedHashMap<>();
    held.put("answers in memory", harness.answersMemory.used());
    held.put("answers in files", harness.answerSpools.used());
    held.put("waiting for the disk", unwrittenOfAnswers());
    held.values().removeIf(count -> count == 0);
    return held;
  }

  /** What is held of all that there is, by name. */
  Map<String, Long> held() {
    Map<String, Long> held = new LinkedHashMap<>();
    held.put("unread", harness.unread.used());
    held.put("bodies in memory", harness.inlineBodies.used());
    held.put("bodies in files", harness.uploadSpools.used());
    held.put("answers in memory", harness.answersMemory.used());
    held.put("answers in files", harness.answerSpools.used());
    held.put("waiting for the disk", harness.unwritten.used());
    held.put("connections", (long) harness.connections.size());
    held.put("buffers", (long) memory.held());
    held.put("open files", openFiles());
    held.put("turns", hasTurn() ? 0L : 1L);
    held.values().removeIf(count -> count == 0);
    return held;
  }

  private long unwrittenOfAnswers() {
    return harness.answerSpools.used() == 0 ? 0 : harness.unwritten.used();
  }

  /** Nobody who is gone stands before one that comes now. */
  private boolean hasTurn() {
    return harness
        .facilities
        .spoolTurns()
        .enter(harness.channel.eventLoop(), () -> {})
        .mayGoOn(SpoolTurns.UNKNOWN);
  }

  private long openFiles() {
    long count = 0;
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        count += isOurs(descriptor) ? 1 : 0;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return count;
  }

  private boolean isOurs(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).startsWith(folder);
    } catch (IOException e) {
      return false; // another thread's, closed meanwhile
    }
  }

  /** The app at one of the newest requests. */
  private Stream<AnyApp> app(int number) {
    return apps.isEmpty()
        ? Stream.empty()
        : Stream.of(apps.get(Math.max(0, apps.size() - 1 - number % 6)));
  }

  private void upset(int choice) {
    switch (choice % 8) {
      case 0 -> harness.connections.closeNow(new Failure.Stopping());
      case 1 -> harness.drain();
      default -> clients.forEach(Client::reset);
    }
  }

  private void fill(int choice) {
    List<Budget> all =
        List.of(
            harness.unread,
            harness.inlineBodies,
            harness.uploadSpools,
            harness.answersMemory,
            harness.answerSpools,
            harness.unwritten);
    Budget budget = all.get(choice % all.size());
    long before = taken.getOrDefault(budget, 0L);
    long now = before > 0 ? 0 : (choice % 5 == 0 ? 2L : 1L) * (10L << 30);
    budget.change(before, now);
    taken.put(budget, now);
  }

  private void setDisk(boolean works) {
    try {
      if (works) {
        Files.createDirectories(spools);
      } else {
        Files.deleteIfExists(spools);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void mend() {
    memory.isOut(false);
    setDisk(true);
    taken.forEach((budget, more) -> budget.giveBack(more));
    taken.clear();
    harness.startDisk();
    settle();
  }

  private void pass(int seconds) {
    harness.pass(Duration.ofSeconds(seconds));
    settle();
  }

  private void settle() {
    for (int i = 0; i < 3; i++) {
      channels.forEach(Crowd::settle);
      harness.channel.runPendingTasks();
    }
  }

  private static void settle(SlowChannel channel) {
    channel.advanceTimeBy(10, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
    channel.releaseOutbound();
  }

  @Override
  public void close() throws IOException {
    setDisk(false);
    Files.delete(file);
    Files.delete(folder);
  }

  /** One client, which connects again when it is gone. */
  private final class Client {

    private SlowChannel channel = connect();
    private boolean halfClosed;

    private SlowChannel connect() {
      SlowChannel made = harness.connect(memory);
      made.holdFiles();
      channels.add(made);
      return made;
    }

    private void send(String text) {
      if (!channel.isOpen()) {
        channel = connect();
        halfClosed = false;
      }
      if (halfClosed) {
        return;
      }
      channel.writeInbound(memory.spare(text.length() + 100).writeBytes(Wire.bytes(text)));
    }

    private void sendPart(String text, int at) {
      send(text.substring(0, at % text.length()));
    }

    private void halfClose() {
      if (channel.isOpen() && !halfClosed) {
        halfClosed = true;
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
      }
    }

    private void reset() {
      channel.close();
    }
  }
}
