package dev.junicorn.build.oryx;

import java.io.IOException;

/** An archive holds what must not be unpacked. The message names the entry and says why. */
final class UnsafeArchive extends IOException {

  private static final long serialVersionUID = 1L;

  UnsafeArchive(String message) {
    super(message);
  }
}
