package dev.junicorn.http;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.SelectStrategyFactory;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.util.concurrent.ThreadAwareExecutor;

/**
 * Netty's epoll, made fit for clients that close their sending side and go on reading.
 *
 * <p>Netty 4.2 takes a descriptor out of epoll while its channel waits for nothing, as one does
 * whose client has said its last, and remembers it as registered. When the channel waits for
 * something again, the room for the rest of its answer, the kernel does not know the descriptor,
 * and Netty closes the channel without a word. Here such a descriptor stays, and waits for errors.
 *
 * @see <a href="https://github.com/netty/netty/pull/16689">where Netty began to do so, and why</a>
 */
public final class EpollIo {

  /**
   * The kernel reports errors and hang-ups of every descriptor that it has; at the edge, only once.
   * At the level a client that is gone would keep the loop busy for as long as its request runs.
   */
  private static final EpollIoOps NEXT_TO_NOTHING = EpollIoOps.EPOLLERR.with(EpollIoOps.EPOLLET);

  private EpollIo() {}

  /** For loops whose channels may be closed half. */
  public static IoHandlerFactory factory(SelectStrategyFactory strategies) {
    IoHandlerFactory epoll = EpollIoHandler.newFactory(0, strategies);
    return new IoHandlerFactory() {
      @Override
      public IoHandler newHandler(ThreadAwareExecutor executor) {
        return new KeepingHandler(epoll.newHandler(executor));
      }

      @Override
      public boolean isChangingThreadSupported() {
        return epoll.isChangingThreadSupported();
      }
    };
  }

  /** Confined to the loop, like what it wraps. */
  private record KeepingHandler(IoHandler epoll) implements IoHandler {

    @Override
    public void initialize() {
      epoll.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
      return epoll.run(context);
    }

    @Override
    public void prepareToDestroy() {
      epoll.prepareToDestroy();
    }

    @Override
    public void destroy() {
      epoll.destroy();
    }

    @Override
    public void wakeup() {
      epoll.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> type) {
      return epoll.isCompatible(type);
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
      return new KeptRegistration(epoll.register(handle));
    }
  }

  /** Asked only when what a channel waits for changes; events do not pass through here. */
  private static final class KeptRegistration implements IoRegistration {

    private final IoRegistration epoll;
    private boolean added;

    KeptRegistration(IoRegistration epoll) {
      this.epoll = epoll;
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // the interface's
    public <T> T attachment() {
      return epoll.attachment();
    }

    @Override
    public long submit(IoOps ops) {
      boolean isNothing = EpollIoOps.NONE.equals(ops);
      if (isNothing && added) {
        return epoll.submit(NEXT_TO_NOTHING);
      }
      added |= !isNothing;
      return epoll.submit(ops);
    }

    @Override
    public boolean isValid() {
      return epoll.isValid();
    }

    @Override
    public boolean cancel() {
      return epoll.cancel();
    }
  }
}
