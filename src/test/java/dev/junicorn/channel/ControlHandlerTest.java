package dev.junicorn.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlHandlerTest {

  private final List<String> heard = new ArrayList<>();

  @TempDir private Path folder;
  private EmbeddedChannel control;

  @BeforeEach
  void connect() throws IOException {
    WorkerLink link =
        new WorkerLink(
            1, 1, 0, Scoreboard.create(folder.resolve("board"), 1), new WorkerNotes(heard));
    control = new EmbeddedChannel(new ControlHandler(link));
  }

  @Test
  void theEndOfTheStreamIsTheWorkers() {
    control.writeInbound(leaving());
    assertThat(heard).containsExactly("leaving");
    control.writeInbound(leaving().readRetainedSlice(3));
    control.close();
    assertThat(heard).containsExactly("leaving", "lost");
  }

  @Test
  void aBrokenFrameEndsItWithOneWarning() {
    control.writeInbound(Unpooled.buffer().writeIntLE(-1).writeZero(200));
    assertThat(heard).hasSize(2).last().isEqualTo("lost");
    assertThat(heard.getFirst()).startsWith("warned: its control stream broke: ");
    assertThat(control.isOpen()).isFalse();
  }

  private static ByteBuf leaving() {
    return Unpooled.buffer().writeZero(12).writeIntLE(21).writeZero(24);
  }
}
