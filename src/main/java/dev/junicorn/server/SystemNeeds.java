package dev.junicorn.server;

import dev.junicorn.event.Reason;
import dev.junicorn.posix.FileSending;
import dev.junicorn.posix.PacketPipe;
import dev.junicorn.posix.SharedMemory;
import java.io.IOException;

/**
 * The system calls without which no request is served, tried before anything is started: sandboxes
 * lack or refuse some. Missed later, they would look like the fault of a worker, or cut answers.
 */
final class SystemNeeds {

  private SystemNeeds() {}

  /**
   * @throws IOException if one is refused, with a sentence for the operator
   */
  static void check() throws IOException {
    try {
      PacketPipe.open(new PacketPipe.Scratch()).close();
      SharedMemory.create("junicorn-trial", 1).close();
      FileSending.check();
    } catch (IOException e) {
      throw refused(Reason.of(e), e);
    }
  }

  /** What to throw where the system refuses a call. */
  static IOException refused(String what, Throwable cause) {
    return new IOException(
        "The system refuses what the server needs: %s. Where system calls are filtered (seccomp; SystemCallFilter= and RestrictAddressFamilies= of systemd), allow this one; a sandbox that imitates a kernel, as gVisor does, may not have it at all: use a container runtime without one, such as runc."
            .formatted(what),
        cause);
  }
}
