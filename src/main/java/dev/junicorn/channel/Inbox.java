package dev.junicorn.channel;

import dev.junicorn.event.Reason;
import dev.junicorn.exchange.RequestBody;
import dev.junicorn.posix.Descriptor;
import dev.junicorn.posix.PacketPipe;
import dev.junicorn.posix.UnlinkedFile;
import dev.junicorn.protocol.RequestEncoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * What a slot's thread is given to run: a pipe of packets, one for each request, which this end can
 * read too; for a request that does not fit into a packet, a room that both see, or a file. Holds
 * what a request has beside its packet until the slot has done with it. Confined to the dispatch
 * loop.
 */
final class Inbox {

  private final PacketPipe packets;
  private final Room room;
  private final Path spoolFolder;
  private final KeptThings kept = new KeptThings();
  private final byte[] prefix = new byte[RequestEncoder.ID_PREFIX];

  private Inbox(PacketPipe packets, Room room, Path spoolFolder) {
    this.packets = packets;
    this.room = room;
    this.spoolFolder = spoolFolder;
  }

  /**
   * Makes an empty one.
   *
   * @param spoolFolder where requests go that are larger than the room
   * @throws IOException if the system refuses, for example for want of file descriptors
   */
  static Inbox open(PacketPipe.Scratch scratch, Path spoolFolder) throws IOException {
    PacketPipe packets = PacketPipe.open(scratch);
    try {
      return new Inbox(packets, Room.open(), spoolFolder);
    } catch (IOException e) {
      packets.close();
      throw e;
    }
  }

  /** The end of the pipe that the thread reads, for handing over; not needed here after that. */
  Descriptor packets() {
    return packets.reader();
  }

  /** The room's memory, for handing over; not needed here after that. */
  Descriptor room() {
    return room.descriptor();
  }

  /** Puts a request behind the others; takes part in the lease of a spooled body if it is sent. */
  SendResult put(int requestId, RequestEncoder encoder, RequestBody body) {
    try {
      boolean fits = encoder.length() <= PacketPipe.MAX_PACKET || setAside(requestId, encoder);
      if (!fits || !packets.write(encoder.bytes(), encoder.length())) {
        kept.letGo(requestId);
        return SendResult.Plain.NO_ROOM;
      }
    } catch (IOException e) {
      kept.letGo(requestId);
      return new SendResult.CannotBeStored(e);
    }
    if (body instanceof RequestBody.Spooled spooled) {
      spooled.lease().take();
      kept.keep(requestId, spooled.lease()::giveBack);
    }
    return SendResult.Plain.SENT;
  }

  /**
   * Takes out the oldest request that the thread has not received.
   *
   * @return its id, or 0 if there is none
   * @throws IOException if the system refuses, which it has no reason to
   */
  int takeBack() throws IOException {
    int id = packets.takeBack(prefix) == prefix.length ? RequestEncoder.idOf(prefix) : 0;
    kept.letGo(id);
    return id;
  }

  /** The slot has done with a request, or never will begin it. */
  void letGo(int requestId) {
    kept.letGo(requestId);
  }

  /** The slot has done with all that it was given. */
  void letGoOfAll() {
    kept.letGoOfAll();
  }

  /** Nothing more will be put into it: the thread ends when it has run what it has. */
  void end() {
    packets.end();
  }

  /** Closes this end. A thread that lives may still open the files of its request. */
  void close() {
    packets.close();
    room.close();
  }

  /**
   * Puts an encoded request elsewhere and encodes where it is.
   *
   * @return false if there is no room now
   */
  private boolean setAside(int requestId, RequestEncoder encoder) throws IOException {
    int length = encoder.length();
    if (length > Room.MAX_REQUEST) {
      UnlinkedFile whole = inFile(encoder);
      kept.keep(requestId, whole::close);
      encoder.encodeElsewhere(requestId, whole.path());
      return true;
    }
    int offset = room.put(encoder.bytes(), length);
    if (offset < 0) {
      return false;
    }
    kept.keep(requestId, () -> room.giveBack(offset));
    encoder.encodeInRoom(requestId, offset, length);
    return true;
  }

  /** Rare, a head of over 64 KB: a write to the page cache, so done here and now. */
  private UnlinkedFile inFile(RequestEncoder encoder) throws IOException {
    try {
      return stored(encoder);
    } catch (IOException e) {
      throw new IOException(
          "with more than %,d bytes it takes a file, which cannot be written in %s (%s)"
              .formatted(Room.MAX_REQUEST, spoolFolder, Reason.ofFile(e)),
          e);
    }
  }

  private UnlinkedFile stored(RequestEncoder encoder) throws IOException {
    UnlinkedFile file = UnlinkedFile.create(spoolFolder);
    try {
      FileChannel channel = file.channel();
      ByteBuffer content = ByteBuffer.wrap(encoder.bytes(), 0, encoder.length());
      while (content.hasRemaining()) {
        channel.write(content);
      }
      return file;
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }
}
