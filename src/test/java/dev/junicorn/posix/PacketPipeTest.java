package dev.junicorn.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PacketPipeTest {

  private final PacketPipe.Scratch scratch = new PacketPipe.Scratch();

  @Test
  void packetsAreReadWholeAndOnceByWhoeverAsksFirst() throws IOException {
    try (PacketPipe pipe = PacketPipe.open(scratch);
        FileInputStream other = new FileInputStream("/proc/self/fd/" + pipe.reader().number())) {
      for (byte id = 1; id <= 4; id++) {
        assertThat(pipe.write(new byte[] {id, 9, 9, 9, 9}, 5)).isTrue();
      }
      byte[] room = new byte[2];
      assertThat(pipe.takeBack(room)).isEqualTo(2);
      assertThat(room).containsExactly(1, 9);
      assertThat(other.readNBytes(5)).containsExactly(2, 9, 9, 9, 9);
      assertThat(pipe.takeBack(new byte[10])).isEqualTo(5);

      pipe.end();
      assertThat(other.readAllBytes()).containsExactly(4, 9, 9, 9, 9);
      assertThat(pipe.takeBack(room)).isEqualTo(-1);
      assertThatThrownBy(() -> pipe.write(room, 1)).hasMessageContaining("ended");
    }
  }

  @Test
  void whatFindsNoRoomIsNotWritten() throws IOException {
    try (PacketPipe pipe = PacketPipe.open(scratch)) {
      byte[] packet = new byte[PacketPipe.MAX_PACKET];
      int written = 0;
      while (pipe.write(packet, packet.length)) {
        written++;
      }
      assertThat(written).isPositive();
      assertThat(pipe.takeBack(new byte[7])).isEqualTo(7);
      assertThat(pipe.write(packet, 1)).isTrue();
      assertThat(pipe.write(packet, 1)).isFalse();
    }
  }

  @Test
  void aModeOfAnotherArchitectureGivesWayToTheNext() throws IOException {
    int modeOfNoPipe = Libc.O_CREAT;
    PipeEnds ends = PipeEnds.open("cannot open a pipe", modeOfNoPipe, Libc.O_NONBLOCK);
    ends.close();
    assertThat(ends.writer().number()).isNotEqualTo(ends.reader().number());
  }

  @Test
  void aKernelWithoutSuchPipesIsNotSaidToMindAnArgument() {
    int modeOfNoPipe = Libc.O_CREAT;
    assertThatThrownBy(() -> PipeEnds.open("cannot open a pipe in packet mode", modeOfNoPipe))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot open a pipe in packet mode: this kernel has none");
  }
}
