package dev.junicorn.posix;

/** A file descriptor of this process, to be closed once. Confined to one thread. */
public final class Descriptor implements AutoCloseable {

  private final int number;
  private boolean closed;

  Descriptor(int number) {
    this.number = number;
  }

  /** What the kernel calls it, while it is open. */
  public int number() {
    return number;
  }

  /** Closes it, unless that was done before. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      Libc.close(number);
    }
  }
}
