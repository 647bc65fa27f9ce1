package dev.junicorn.channel;

import dev.junicorn.event.EventSink;
import dev.junicorn.posix.PacketPipe;
import dev.junicorn.protocol.RequestEncoder;
import dev.junicorn.stack.StackReport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Where workers connect: a Unix socket in the server's private folder. Owns what all slots share:
 * the encoder and the memory for calls into the system. Confined to the dispatch loop.
 */
public final class WorkerPort {

  /** What a pipe holds as a rule, bytes. */
  private static final int PIPE = 64 * 1024;

  private final EventLoop loop;
  private final Path spoolFolder;
  private final RequestEncoder encoder;
  private final Inspector inspector;
  private final PortFailures failures;
  private final PacketPipe.Scratch scratch = new PacketPipe.Scratch();
  private final ReadBuffers pipeReads = new ReadBuffers(PIPE, 1);
  private final StreamReads streamReads = new StreamReads();
  private final Map<Integer, WorkerLink> links = new HashMap<>();
  private @Nullable Channel listener;

  /**
   * @param spoolFolder where requests go that are larger than a slot's room
   * @param inspector for looks at processes that may take time
   * @param events hears why workers cannot connect
   */
  public WorkerPort(
      EventLoop loop,
      Path spoolFolder,
      RequestEncoder encoder,
      Inspector inspector,
      EventSink events) {
    this.loop = loop;
    this.spoolFolder = spoolFolder;
    this.encoder = encoder;
    this.inspector = inspector;
    this.failures = new PortFailures(events);
  }

  /** Opens the socket; completes when workers may connect. */
  public CompletionStage<@Nullable Void> open(Path socket) {
    CompletableFuture<@Nullable Void> opened = new CompletableFuture<>();
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop)
            .channelFactory(EpollServerDomainSocketChannel::new)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, streamReads)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel stream) {
                    failures.over();
                    stream.pipeline().addLast(new HelloHandler(WorkerPort.this));
                  }
                })
            .bind(new DomainSocketAddress(socket.toFile()));
    bound.addListener(done -> {
      if (done.isSuccess()) {
        listener = bound.channel();
        listener.pipeline().addLast(failures);
        opened.complete(null);
      } else {
        opened.completeExceptionally(done.cause());
      }
    });
    return opened;
  }

  /** Announces a worker that is about to be forked. */
  public void expect(WorkerLink link) {
    links.put(link.id(), link);
  }

  /** Forgets a worker that is gone. */
  public void forget(WorkerLink link) {
    links.remove(link.id());
    link.close();
  }

  /** Stops listening and ends every conversation. */
  public void close() {
    if (listener != null) {
      listener.close();
    }
    links.values().forEach(WorkerLink::close);
    links.clear();
  }

  @Nullable WorkerLink find(int workerId) {
    return links.get(workerId);
  }

  /**
   * What the busy slots of a worker do; see {@link WorkerWatch#stacks()}.
   *
   * @return null if there is no such worker
   */
  public @Nullable CompletionStage<StackReport> stacks(int workerId) {
    WorkerLink link = links.get(workerId);
    return link == null ? null : link.watch().stacks();
  }

  /**
   * Where the busy slots of a worker are; see {@link WorkerWatch#glance()}.
   *
   * @return null if there is no such worker
   */
  public @Nullable CompletionStage<StackReport> glance(int workerId) {
    WorkerLink link = links.get(workerId);
    return link == null ? null : link.watch().glance();
  }

  /** The kernel's number of a slot's thread; 0 where it is not known. */
  public long nativeThread(int workerId, int slot) {
    WorkerLink link = links.get(workerId);
    return link == null || slot >= link.scoreboard().slots()
        ? 0
        : link.scoreboard().nativeThreadOf(slot);
  }

  Inspector inspector() {
    return inspector;
  }

  Path spoolFolder() {
    return spoolFolder;
  }

  RequestEncoder encoder() {
    return encoder;
  }

  PacketPipe.Scratch scratch() {
    return scratch;
  }

  ReadBuffers pipeReads() {
    return pipeReads;
  }
}
