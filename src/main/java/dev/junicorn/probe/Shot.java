package dev.junicorn.probe;

import dev.junicorn.event.Reason;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection with one request and its answer. Confined to the loop, but for the methods that
 * wait.
 */
final class Shot extends ChannelInboundHandlerAdapter {

  private static final Duration UNCONNECTED = Duration.ofDays(1);

  private final Target target;
  private final LongSupplier nanoTime;
  private final long created;
  private final CompletableFuture<Duration> connected = new CompletableFuture<>();
  private final CompletableFuture<Volley.Outcome> outcome = new CompletableFuture<>();
  private @Nullable ChannelHandlerContext context;
  private Duration latency = UNCONNECTED;
  private long sent;
  private long lastBytes;
  private int status;

  Shot(Target target, LongSupplier nanoTime) {
    this.target = target;
    this.nanoTime = nanoTime;
    created = nanoTime.getAsLong();
  }

  /** How long it took to connect, without TLS; far too long where it never did. Any thread. */
  Duration latency() {
    return connected.getNow(UNCONNECTED);
  }

  /** Waits until a request can be sent at once, or the connection is lost. */
  void awaitConnection(long end) throws InterruptedException {
    within(connected, end);
  }

  /** Waits for what becomes of it. */
  Volley.Outcome await(long end) throws InterruptedException {
    if (!within(outcome, end)) {
      outcome.complete(new Volley.Lost("had no answer in time"));
    }
    return outcome.join();
  }

  /** Sends the request, unless the connection is lost already. */
  void send(long now) {
    sent = now;
    lastBytes = now;
    if (context != null && !outcome.isDone()) {
      context.writeAndFlush(request());
    }
  }

  void lost(Throwable cause) {
    lost(
        cause instanceof ConnectException
            ? "could not connect (%s)".formatted(withoutAddress(cause))
            : "was lost: " + Reason.of(cause));
  }

  /** Netty names the address behind the reason; whoever asked knows it. */
  private static String withoutAddress(Throwable cause) {
    String message = Reason.of(cause);
    int address = message.lastIndexOf(": ");
    return address < 0 ? message : message.substring(0, address);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    context = ctx;
    latency = Duration.ofNanos(nanoTime.getAsLong() - created);
    if (!target.secure()) {
      connected.complete(latency);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        connected.complete(latency);
      } else {
        lost("could not be sent: " + withoutTls(handshake.cause()));
      }
    }
  }

  /** Why there is no secure connection. The deepest cause has the words, those above it classes. */
  private static String withoutTls(Throwable cause) {
    if (cause instanceof NotSslRecordException) {
      return "the server does not speak TLS there, so its URL begins with http://";
    }
    Throwable deepest = cause;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return "no secure connection could be made, because of a certificate for example ("
        + Objects.requireNonNullElse(deepest.getMessage(), deepest.toString())
        + ")";
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (message instanceof HttpObject part) {
        read(ctx, part);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void read(ChannelHandlerContext ctx, HttpObject part) {
    if (part.decoderResult().isFailure()) {
      lost("was answered with something that is not HTTP");
      return;
    }
    // Where the end of the connection is the end of the answer, that may be long after its bytes.
    if (ctx.channel().isActive()) {
      lastBytes = nanoTime.getAsLong();
    }
    if (part instanceof HttpResponse response) {
      status = response.status().code();
    }
    if (part instanceof LastHttpContent && status >= 200) {
      outcome.complete(new Volley.Answered(status, Duration.ofNanos(lastBytes - sent)));
      ctx.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    lost("had its connection closed before the answer was complete");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    lost(cause);
  }

  private void lost(String how) {
    connected.complete(UNCONNECTED);
    outcome.complete(new Volley.Lost(how));
    if (context != null) {
      context.close();
    }
  }

  private FullHttpRequest request() {
    FullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.valueOf(target.method()), target.path());
    request
        .headers()
        .set("Host", target.host())
        .set("User-Agent", "junicorn-probe")
        .set("Accept", "*/*")
        .set("Cache-Control", "no-cache")
        .set("Connection", "close");
    target.headers().forEach(header -> request.headers().set(header.name(), header.value()));
    return request;
  }

  private boolean within(CompletableFuture<?> future, long end) throws InterruptedException {
    try {
      future.get(Math.max(0, end - nanoTime.getAsLong()), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("nothing completes it with a failure", e);
    }
  }
}
