package dev.junicorn.server;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.junicorn.http.EpollIo;
import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TakeoverTest {

  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, EpollIo.factory(DefaultSelectStrategyFactory.INSTANCE));

  @TempDir private Path folder;

  @AfterEach
  void endLoop() {
    loops.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /** Told to stop while the new server starts, it may be gone, and its folder with it, before. */
  @Test
  void saysThatTheServerBeforeItHasEnded() {
    assertThatThrownBy(this::takeOver)
        .isInstanceOf(IOException.class)
        .hasMessage("Cannot take over: it has ended");
  }

  /** Killed, it leaves its folder. */
  @Test
  void saysThatNobodyListensAtWhatItHasLeft() throws IOException {
    ServerSocketChannel door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    door.bind(UnixDomainSocketAddress.of(socket()));
    door.close();
    assertThatThrownBy(this::takeOver)
        .isInstanceOf(IOException.class)
        .hasMessage("Cannot take over: it has ended");
  }

  private void takeOver() throws IOException {
    Takeover takeover =
        Takeover.of(
            Map.of(
                Handover.SOCKET_VARIABLE,
                socket().toString(),
                Handover.BINDS_VARIABLE,
                "127.0.0.1:8000"));
    Awaited.result(takeover.receive(loops.next()), "Cannot take over");
  }

  private Path socket() {
    return folder.resolve("handover.sock");
  }
}
