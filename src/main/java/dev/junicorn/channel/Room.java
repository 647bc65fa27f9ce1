package dev.junicorn.channel;

import dev.junicorn.posix.Descriptor;
import dev.junicorn.posix.SharedMemory;
import java.io.IOException;

/**
 * Memory of a slot that its thread reads: for requests that are too large for the inbox, which then
 * says where they are. Confined to the dispatch loop.
 */
final class Room {

  /** The largest request, bytes; a body that comes with it has half of that. */
  static final int MAX_REQUEST = 128 * 1024;

  /** Two of the largest, or as many requests as are sent ahead with bodies of 25 KB. */
  private static final int BYTES = 2 * MAX_REQUEST;

  private final SharedMemory memory;
  private final RoomParts parts = new RoomParts(BYTES);

  private Room(SharedMemory memory) {
    this.memory = memory;
  }

  /**
   * @throws IOException if the system refuses
   */
  static Room open() throws IOException {
    return new Room(SharedMemory.create("junicorn-requests", BYTES));
  }

  /** The memory, for handing to the thread's process. */
  Descriptor descriptor() {
    return memory.descriptor();
  }

  /**
   * Puts a request there.
   *
   * @param length at most {@link #MAX_REQUEST}; with nothing else there it has room
   * @return its offset, or -1 if there is no room now
   */
  int put(byte[] request, int length) {
    int offset = parts.take(length);
    if (offset >= 0) {
      memory.put(offset, request, length);
    }
    return offset;
  }

  /** The request at that offset was read, or never will be. */
  void giveBack(int offset) {
    parts.giveBack(offset);
  }

  void close() {
    memory.close();
  }
}
