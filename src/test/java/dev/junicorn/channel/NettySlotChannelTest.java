package dev.junicorn.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.exchange.AppTime;
import dev.junicorn.exchange.Endpoints;
import dev.junicorn.exchange.FileBody;
import dev.junicorn.exchange.Header;
import dev.junicorn.exchange.RequestBody;
import dev.junicorn.exchange.RequestHead;
import dev.junicorn.exchange.ResponseHead;
import dev.junicorn.protocol.GoldenFile;
import dev.junicorn.protocol.RequestEncoder;
import dev.junicorn.testing.CountedLease;
import dev.junicorn.testing.ManualLoop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One slot with an inbox of the kernel's; its stream is the test. */
class NettySlotChannelTest {

  private static final RequestBody NONE = new RequestBody.None();

  private final EmbeddedChannel stream = new EmbeddedChannel();
  private final List<String> heard = new ArrayList<>();
  private final ManualLoop time = new ManualLoop();

  @TempDir private Path folder;
  private Path spools;
  private WorkerLink link;
  private NettySlotChannel slot;
  private String lostFor = "";

  @BeforeAll
  static void loadWhatReadsPipes() {
    Epoll.ensureAvailability();
  }

  @BeforeEach
  void open() throws IOException {
    spools = Files.createDirectory(folder.resolve("spool"));
    link =
        new WorkerLink(
            1, 1, 0, Scoreboard.create(folder.resolve("board"), 1), new WorkerNotes(heard));
    WorkerPort port =
        new WorkerPort(
            new DefaultEventLoop(),
            spools,
            new RequestEncoder("test", ""),
            new Inspector(time, time::now),
            _ -> {});
    slot = NettySlotChannel.open(stream, link, 0, port);
    link.add(slot);
    stream.pipeline().addLast(slot.reader());
    slot.listen(new SlotNotes());
  }

  @Test
  void severalRequestsMayBeTooLargeForTheRoom() throws IOException {
    long before = spooled();
    assertThat(slot.send(1, large(), NONE)).isEqualTo(SendResult.Plain.SENT);
    assertThat(slot.send(2, large(), NONE)).isEqualTo(SendResult.Plain.SENT);
    assertThat(spooled()).isEqualTo(before + 4); // two descriptors each
    assertThat(slot.takeBack()).isEqualTo(1);
    slot.done(2);
    assertThat(spooled()).isEqualTo(before);
  }

  @Test
  void oneThatFindsTheInboxFullLeavesNothingBehind() throws IOException {
    int sent = 0;
    while (slot.send(++sent, small(), NONE) == SendResult.Plain.SENT) {}
    long before = spooled();
    assertThat(slot.send(100, large(), NONE)).isEqualTo(SendResult.Plain.NO_ROOM);
    assertThat(slot.send(101, small(), body(60_000))).isEqualTo(SendResult.Plain.NO_ROOM);
    assertThat(spooled()).isEqualTo(before);

    for (int id = 1; id < sent; id++) {
      assertThat(slot.takeBack()).isEqualTo(id);
    }
    assertThat(slot.takeBack()).isZero();
    assertThat(slot.send(102, large(), NONE)).isEqualTo(SendResult.Plain.SENT);
  }

  @Test
  void theRoomIsEveryRequestsUntilTheThreadHasDoneWithIt() {
    RequestBody half = body(60_000);
    int sent = 0;
    while (slot.send(++sent, small(), half) == SendResult.Plain.SENT) {}
    assertThat(sent).isGreaterThan(4);
    assertThat(slot.takeBack()).isEqualTo(1);
    assertThat(slot.send(100, small(), half)).isEqualTo(SendResult.Plain.SENT);
    assertThat(slot.send(101, small(), half)).isEqualTo(SendResult.Plain.NO_ROOM);
    slot.done(2);
    assertThat(slot.send(102, small(), half)).isEqualTo(SendResult.Plain.SENT);
    assertThat(slot.send(103, small(), NONE)).as("needs none").isEqualTo(SendResult.Plain.SENT);
  }

  @Test
  void aSlotThatIsToldToEndTakesNothingMoreButGivesBack() {
    slot.send(1, small(), NONE);
    link.stop();
    assertThat(slot.send(2, small(), NONE)).isEqualTo(SendResult.Plain.SLOT_GONE);
    assertThat(slot.takeBack()).isEqualTo(1);
    assertThat(slot.takeBack()).isZero();
  }

  @Test
  void oneThatCannotBeStoredLeavesTheSlotAsItWas() throws IOException {
    Files.delete(spools);
    assertThat(slot.send(1, large(), NONE))
        .isInstanceOfSatisfying(
            SendResult.CannotBeStored.class,
            result -> assertThat(result.why()).hasMessageContaining(spools.toString()));
    assertThat(slot.send(2, small(), NONE)).isEqualTo(SendResult.Plain.SENT);
    assertThat(slot.takeBack()).isEqualTo(2);
  }

  /** Its descriptor's number may be another upload's as soon as it is closed. */
  @Test
  void theFileOfABodyIsKeptUntilTheThreadHasDoneWithIt() {
    CountedLease lease = new CountedLease();
    RequestBody body = new RequestBody.Spooled("/proc/self/fd/0", 9, lease);
    slot.send(1, small(), body);
    assertThat(lease.taken()).isEqualTo(1);
    slot.takeBack();
    assertThat(lease.taken()).isZero();
    slot.send(2, small(), body);
    slot.done(2);
    assertThat(lease.taken()).isZero();
    slot.send(3, small(), body);
    stream.close();
    assertThat(lease.taken()).as("the thread has ended").isZero();
  }

  @Test
  void aSlotWhoseStreamHasEndedIsGone() {
    stream.close();
    assertThat(heard).containsExactly("lost, its thread too", "slot lost");
    assertThat(link.slots()).isEmpty();
    assertThat(slot.send(1, small(), NONE)).isEqualTo(SendResult.Plain.SLOT_GONE);
    assertThat(slot.takeBack()).isZero();
  }

  /** Nobody knows where in the rest a frame begins, and the thread may still open its files. */
  @Test
  void whatFollowsAFrameThatIsRefusedIsNotRead() throws IOException {
    CountedLease lease = new CountedLease();
    slot.send(1, small(), new RequestBody.Spooled("/proc/self/fd/0", 9, lease));
    slot.reader().fromPipe(stream.alloc(), aside());
    stream.writeInbound(Unpooled.buffer().writeIntLE(-1).writeZero(200));
    assertThat(heard).containsExactly("lost, its thread may live", "slot lost");
    assertThat(lease.taken()).isEqualTo(1);
    link.close();
    assertThat(lease.taken()).as("the process is gone").isZero();
  }

  @Test
  void whatBreaksTheStreamIsSaidInWords() {
    stream.pipeline().fireExceptionCaught(new ClosedChannelException());
    assertThat(lostFor).isEqualTo("the slot's stream broke: it was closed");
  }

  /** The kernel says nothing of the order in which two descriptors have something to read. */
  @Test
  void whatComesByTheStreamWaitsForItsTurn() throws IOException {
    stream.writeInbound(whole(2));
    assertThat(heard).isEmpty();
    slot.reader().fromPipe(stream.alloc(), whole(1));
    assertThat(heard).containsExactly("1: hello");
    slot.reader().fromPipe(stream.alloc(), Unpooled.wrappedBuffer(aside(), whole(3)));
    assertThat(heard).containsExactly("1: hello", "2: hello", "3: hello");
  }

  @Test
  void framesMayComeByteByByte() throws IOException {
    ByteBuf piped = Unpooled.wrappedBuffer(whole(1), aside(), whole(3));
    ByteBuf streamed = whole(2);
    while (piped.isReadable() || streamed.isReadable()) {
      if (piped.isReadable()) {
        slot.reader().fromPipe(stream.alloc(), piped.readRetainedSlice(1));
      }
      if (streamed.isReadable()) {
        stream.writeInbound(streamed.readRetainedSlice(1));
      }
    }
    assertThat(heard).containsExactly("1: hello", "2: hello", "3: hello");
  }

  private static ByteBuf aside() throws IOException {
    return GoldenFile.read("aside");
  }

  private static ByteBuf whole(int id) throws IOException {
    return GoldenFile.read("whole").setIntLE(4, id);
  }

  private static RequestHead small() {
    return head(List.of());
  }

  private static RequestHead large() {
    return head(List.of(new Header("X-Large", "x".repeat(140_000))));
  }

  private static RequestBody body(int bytes) {
    return new RequestBody.Inline(Unpooled.wrappedBuffer(new byte[bytes]));
  }

  private static RequestHead head(List<Header> headers) {
    return new RequestHead(
        "GET",
        "/",
        "/",
        "",
        "HTTP/1.1",
        "http",
        headers,
        new Endpoints("192.0.2.1", "5", "srv", "80"));
  }

  /** Descriptors of this process that are files in the folder. */
  private long spooled() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(this::isSpooled).count();
    }
  }

  private boolean isSpooled(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).startsWith(spools);
    } catch (IOException e) {
      return false; // it was that of the listing itself
    }
  }

  private final class SlotNotes implements SlotListener {
    @Override
    public void whole(int requestId, ResponseHead head, ByteBuf body, AppTime time) {
      heard.add(requestId + ": " + body.toString(StandardCharsets.US_ASCII).strip());
      body.release();
    }

    @Override
    public void file(int requestId, ResponseHead head, FileBody body, AppTime time) {
      throw unexpected();
    }

    @Override
    public void begin(int requestId, ResponseHead head) {
      throw unexpected();
    }

    @Override
    public void piece(int requestId, ByteBuf bytes) {
      throw unexpected();
    }

    @Override
    public void end(int requestId, AppTime time) {
      throw unexpected();
    }

    @Override
    public void failed(int requestId, String message, String traceback, AppTime time) {
      throw unexpected();
    }

    @Override
    public void left(int requestId, AppTime time) {
      throw unexpected();
    }

    @Override
    public void freed(int requestId) {
      throw unexpected();
    }

    @Override
    public void lost(String why, boolean threadEnded) {
      lostFor = why;
      heard.add(threadEnded ? "lost, its thread too" : "lost, its thread may live");
    }
  }

  private static AssertionError unexpected() {
    return new AssertionError("nobody has sent that");
  }
}
