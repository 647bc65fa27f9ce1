package dev.junicorn.posix;

import java.io.IOException;

/**
 * A pipe from another process to this one.
 *
 * @param reader this process's end, whose calls do not block
 * @param writer the other's, for handing over, whose calls do; the reader finds the end of the pipe
 *     only where it is closed here, too
 */
public record BytePipe(Descriptor reader, Descriptor writer) {

  /**
   * Opens a pipe of the kernel's usual size, 16 pages.
   *
   * @throws IOException if the system refuses, for example for want of file descriptors
   */
  public static BytePipe open() throws IOException {
    PipeEnds ends = PipeEnds.open("cannot open a pipe", 0);
    try {
      Descriptors.makeNonBlocking(ends.reader().number());
      return new BytePipe(ends.reader(), ends.writer());
    } catch (IOException e) {
      ends.close();
      throw e;
    }
  }
}
