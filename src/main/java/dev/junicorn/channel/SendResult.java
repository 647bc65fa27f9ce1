package dev.junicorn.channel;

import java.io.IOException;

/** What came of handing a request to a slot. */
public sealed interface SendResult {

  /** What needs no words. */
  enum Plain implements SendResult {
    /** It is in the inbox. */
    SENT,
    /** The inbox has no room for it now; one that is empty has room for any request. */
    NO_ROOM,
    /** The slot's stream has ended: it takes no request any more. */
    SLOT_GONE
  }

  /**
   * The system does not let it be handed over, to this slot or to any other: the disk is full, or
   * there are no file descriptors left.
   */
  record CannotBeStored(IOException why) implements SendResult {}
}
