package dev.junicorn.startup;

import java.util.concurrent.TimeUnit;

/** A process beside this one, until it is closed. */
public final class Companion implements AutoCloseable {

  /** A server with a request in work ends within its grace period; nobody waits longer here. */
  private static final long PATIENCE_SECONDS = 10;

  private final Process process;

  Companion(Process process) {
    this.process = process;
  }

  /** Tells it to end, and waits for that; ends it where it takes too long. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
