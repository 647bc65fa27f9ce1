package dev.junicorn.testing;

import dev.junicorn.exchange.RequestBody;

/** Counts how often a body is needed by somebody. */
public final class CountedLease implements RequestBody.Lease {

  private int taken;

  /** How often it was taken and not given back. */
  public int taken() {
    return taken;
  }

  @Override
  public void take() {
    taken++;
  }

  @Override
  public void giveBack() {
    taken--;
  }
}
