package dev.junicorn.probe;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Volleys over HTTP/1.1: makes all connections, one after another so that the server's processes
 * get a fair chance for each, and then sends all requests in one go from one event loop, so that
 * they leave within a millisecond. Each connection carries one request.
 *
 * <p>{@link #fire} is for one thread that may wait; everything else happens on the loop.
 */
final class HttpVolleys implements Volleys {

  /** Enough for processes that accept from the same socket to be asleep again. */
  private static final Duration BETWEEN_CONNECTIONS = Duration.ofMillis(4);

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  private final Target target;
  private final LongSupplier nanoTime;
  private final @Nullable SslContext tls;
  private final MultiThreadIoEventLoopGroup loops;
  private final EventLoop loop;

  HttpVolleys(Target target, LongSupplier nanoTime) {
    this.target = target;
    this.nanoTime = nanoTime;
    tls = target.secure() ? trustingTheSystem() : null;
    loops =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("junicorn-probe", true), NioIoHandler.newFactory());
    loop = loops.next();
  }

  @Override
  public Volley fire(int requests, Duration limit) throws InterruptedException {
    long end = nanoTime.getAsLong() + limit.toNanos();
    List<Shot> shots = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      Shot shot = connect(limit);
      shots.add(shot);
      shot.awaitConnection(end);
      Thread.sleep(BETWEEN_CONNECTIONS);
    }
    PauseMeter pauses = new PauseMeter(loop, nanoTime);
    loop.execute(() -> {
      pauses.start();
      long now = nanoTime.getAsLong();
      shots.forEach(shot -> shot.send(now));
    });
    List<Volley.Outcome> outcomes = new ArrayList<>();
    for (Shot shot : shots) {
      outcomes.add(shot.await(end));
    }
    Duration pause = CompletableFuture.supplyAsync(pauses::stop, loop).join();
    return new Volley(requests, outcomes, latency(shots), pause);
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private Shot connect(Duration limit) {
    Shot shot = new Shot(target, nanoTime);
    new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(
            ChannelOption.CONNECT_TIMEOUT_MILLIS,
            Math.clamp(limit.toMillis(), 1, (int) CONNECT_LIMIT.toMillis()))
        .handler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                if (tls != null) {
                  channel
                      .pipeline()
                      .addLast(
                          tls.newHandler(
                              channel.alloc(), target.serverName(), target.address().getPort()));
                }
                channel.pipeline().addLast(new HttpClientCodec(), shot);
              }
            })
        .connect(target.address())
        .addListener(connected -> {
          if (!connected.isSuccess()) {
            shot.lost(connected.cause());
          }
        });
    return shot;
  }

  private static Duration latency(List<Shot> shots) {
    return shots.stream().map(Shot::latency).min(Duration::compareTo).orElse(Duration.ZERO);
  }

  /** Certificates are checked as by any client, the host's name included. */
  private static SslContext trustingTheSystem() {
    try {
      return SslContextBuilder.forClient()
          .sslProvider(SslProvider.JDK)
          .endpointIdentificationAlgorithm("HTTPS")
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }
}
