package dev.junicorn.console;

import dev.junicorn.exchange.Failure;
import dev.junicorn.http.HttpFrontEnd;
import dev.junicorn.http.HttpSettings;
import dev.junicorn.http.ListenAddress;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The console on a port, with a {@link FakeFeed} behind it; with a token it may be changed. */
public final class FakeConsole implements AutoCloseable {

  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("fake-console", true), EpollIoHandler.newFactory());
  private final HttpFrontEnd front;
  private final String origin;

  /**
   * @param port 0 for any
   * @param spoolFolder for a front end's files, of which the console has none
   */
  public FakeConsole(FakeFeed feed, Optional<String> token, int port, Path spoolFolder) {
    EventLoop loop = loops.next();
    Console console =
        new Console(
            token,
            () -> new Health(true, "Yes."),
            () -> "numbers 1\n",
            feed,
            token.map(_ -> feed),
            loop);
    front =
        new HttpFrontEnd(
            loop,
            HttpSettings.defaults(spoolFolder),
            console,
            event -> {},
            System::nanoTime,
            InstantSource.system());
    origin =
        front.listen(new ListenAddress.Tcp("127.0.0.1", port, 16)).toCompletableFuture().join();
    loop.scheduleAtFixedRate(
        () -> {
          feed.tick();
          console.pulse();
        },
        1,
        1,
        TimeUnit.SECONDS);
  }

  /**
   * For a look at the page without a server: a port, a scene and a folder. Runs until it is ended.
   */
  public static void main(String[] arguments) throws Exception {
    FakeFeed feed = new FakeFeed(FakeFeed.Scene.valueOf(arguments[1]), System.currentTimeMillis());
    try (FakeConsole console =
        new FakeConsole(
            feed, Optional.empty(), Integer.parseInt(arguments[0]), Path.of(arguments[2]))) {
      System.out.println(console.origin());
      Thread.currentThread().join();
    }
  }

  /** {@code http://127.0.0.1:PORT}. */
  public String origin() {
    return origin;
  }

  public int port() {
    return Integer.parseInt(origin.substring(origin.lastIndexOf(':') + 1));
  }

  @Override
  public void close() {
    front.closeNow(new Failure.Stopping());
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
  }
}
