package dev.junicorn.http;

import dev.junicorn.event.ServerEvent;
import dev.junicorn.exchange.Exchange;
import dev.junicorn.exchange.Handler;
import dev.junicorn.exchange.Header;
import dev.junicorn.exchange.RequestBody;
import dev.junicorn.exchange.ResponseHead;
import dev.junicorn.exchange.ServerTime;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.FileRegion;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One connection without a socket: bytes in, exchanges and bytes out, time by hand. */
final class Harness implements AutoCloseable {

  static final ResponseHead OK = new ResponseHead(200, "OK", List.of());

  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");

  final List<Exchange> exchanges = new ArrayList<>();
  final List<String> bodies = new ArrayList<>();
  final List<ServerEvent> events = new ArrayList<>();
  final Connections connections = new Connections();
  final Budget unread = new Budget(Bounds.UNREAD);
  final Budget inlineBodies = new Budget(Bounds.INLINE_BODIES);
  final Budget uploadSpools = new Budget(Bounds.UPLOAD_SPOOLS);
  final Budget answersMemory = new Budget(Bounds.ANSWERS_MEMORY);
  final Budget answerSpools = new Budget(Bounds.ANSWER_SPOOLS);
  final Budget unwritten = new Budget(Bounds.UNWRITTEN);
  final SlowChannel channel = new SlowChannel();
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  final Facilities facilities;
  private final Handler handler;
  private final Queue<Runnable> unwrittenBatches = new ArrayDeque<>();
  private Predicate<ServerEvent> breaking = event -> false;
  private boolean diskStands;
  private long now = 1;
  private long asleep;

  /** By hand. */
  private final class Time implements ServerTime {

    @Override
    public long now() {
      return now;
    }

    @Override
    public long awake(long moment) {
      return moment - asleep;
    }
  }

  /** Answers every request with an empty 200. */
  Harness() {
    this(settings(0), exchange -> exchange.answer(OK, Unpooled.EMPTY_BUFFER));
  }

  Harness(HttpSettings settings, Handler handler) {
    this.handler = handler;
    facilities =
        new Facilities(
            settings,
            this::handle,
            this::publish,
            new Time(),
            this::write,
            new HeadParser(false, new RequestIds(settings.requestIds())),
            new AnswerWriter(
                new ResponseEncoder(new DateField(InstantSource.fixed(Instant.EPOCH)))),
            unread,
            inlineBodies,
            uploadSpools,
            answersMemory,
            answerSpools,
            unwritten,
            new SpoolTurns(),
            connections);
    connect(channel);
  }

  private void connect(SlowChannel client) {
    ClientConnection connection = new ClientConnection(facilities, client);
    client.pipeline().addLast(connection);
    connection.channelActive(client.pipeline().lastContext());
  }

  /** One more connection, which begins when the clock reads this. */
  SlowChannel connectAt(long time) {
    now = time;
    SlowChannel client = new SlowChannel();
    connect(client);
    return client;
  }

  /** One more connection, whose buffers are of this memory. */
  SlowChannel connect(ByteBufAllocator memory) {
    SlowChannel client = new SlowChannel();
    client.config().setAllocator(memory);
    connect(client);
    return client;
  }

  static HttpSettings settings(long maxRequestBody) {
    try {
      return TestServer.settings(
          maxRequestBody,
          Duration.ofSeconds(75),
          TrustedPeers.of(List.of("*")),
          TestServer.spoolFolder(),
          0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stands in for a fault of the server's own: telling of such an event fails. */
  Harness breakAt(Predicate<ServerEvent> event) {
    breaking = event;
    return this;
  }

  /** From now on the disk writes nothing. */
  Harness stopDisk() {
    diskStands = true;
    return this;
  }

  /** The disk writes everything from now on, but not what waits. */
  Harness writeOnlyNew() {
    diskStands = false;
    return this;
  }

  /** The disk writes what waits, and everything from now on. */
  Harness startDisk() {
    diskStands = false;
    while (!unwrittenBatches.isEmpty()) {
      unwrittenBatches.remove().run();
    }
    channel.runPendingTasks();
    return this;
  }

  private void write(Runnable batch) {
    if (diskStands) {
      unwrittenBatches.add(batch);
    } else {
      batch.run();
    }
  }

  private void publish(ServerEvent event) {
    if (breaking.test(event)) {
      throw new IllegalStateException("broken");
    }
    events.add(event);
  }

  private void handle(Exchange exchange) {
    exchanges.add(exchange);
    bodies.add(read(exchange.body()));
    handler.handle(exchange);
  }

  private static String read(RequestBody body) {
    return switch (body) {
      case RequestBody.None() -> "";
      case RequestBody.Inline(ByteBuf bytes) -> Wire.text(ByteBufUtil.getBytes(bytes));
      case RequestBody.Spooled(String path, long length, _) -> {
        try {
          yield Wire.text(Files.readAllBytes(Path.of(path)));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  /** Delivers bytes in one read. */
  Harness send(String text) {
    return send(Wire.bytes(text));
  }

  Harness send(byte[] bytes) {
    if (channel.isOpen()) {
      channel.writeInbound(channel.alloc().directBuffer(bytes.length).writeBytes(bytes));
    }
    channel.runPendingTasks();
    return this;
  }

  /** Delivers every byte in a read of its own. */
  Harness sendSlowly(String text) {
    for (byte octet : Wire.bytes(text)) {
      send(new byte[] {octet});
    }
    return this;
  }

  /** Lets time pass, one sweep a second. */
  Harness pass(Duration time) {
    for (long second = 0; second < time.toSeconds(); second++) {
      now += 1_000_000_000L;
      sweep();
    }
    return this;
  }

  /** Lets time pass in which the server looks at nobody, and has it look once. */
  Harness standStill(Duration time) {
    now += time.toNanos();
    asleep += time.toNanos();
    return sweep();
  }

  private Harness sweep() {
    connections.sweep(facilities.awake());
    channel.runPendingTasks();
    return this;
  }

  /** Closes the client's sending side. */
  Harness halfClose() {
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    channel.runPendingTasks();
    return this;
  }

  /** Lets a client that was told to stop taking bytes take so many more. */
  Harness take(long bytes) {
    channel.take(bytes);
    channel.runPendingTasks();
    return this;
  }

  /** From now on every answer is the last one, and who waits for a request is closed. */
  Harness drain() {
    connections.startDraining();
    connections.closeIdle(facilities.awake());
    channel.runPendingTasks();
    return this;
  }

  /** All that was sent so far. */
  String sent() {
    channel.runPendingTasks();
    Object message = channel.readOutbound();
    while (message != null) {
      take(message);
      message = channel.readOutbound();
    }
    return Wire.text(sent.toByteArray());
  }

  /** The status of the last answer; 0 where there is none. */
  int status() {
    Matcher matcher = STATUS_LINE.matcher(sent());
    int status = 0;
    while (matcher.find()) {
      status = Integer.parseInt(matcher.group(1));
    }
    return status;
  }

  String header(String name) {
    for (Header header : exchanges.getLast().head().headers()) {
      if (header.is(name)) {
        return header.value();
      }
    }
    return "absent";
  }

  private void take(Object message) {
    try (WritableByteChannel out = Channels.newChannel(sent)) {
      switch (message) {
        case ByteBuf bytes -> {
          bytes.readBytes(sent, bytes.readableBytes());
          bytes.release();
        }
        case FileRegion region -> {
          while (region.transferTo(out, region.transferred()) > 0) {
            // goes on until the region is through
          }
          region.release();
        }
        default -> throw new AssertionError(message);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    sent();
    channel.finishAndReleaseAll();
    channel.runPendingTasks();
  }
}
