package dev.junicorn.server;

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Lets the loop doze for a moment before it sleeps, while one worker makes several quick answers:
 * they are then taken together. Waking the loop for each of them costs server and worker more than
 * the answer itself. With more workers the answers come in batches anyway, and a doze only lets
 * inboxes run dry.
 *
 * <p>Confined to the loop.
 */
final class TakeTogether implements SelectStrategy {

  /**
   * What the kernel makes of it is about 0.1 ms, its timer slack included: two or three quick
   * answers.
   */
  private static final long DOZE_NANOS = 20_000;

  private final BooleanSupplier answersAreNear;

  /**
   * @param answersAreNear whether one worker is about to give several answers
   */
  TakeTogether(BooleanSupplier answersAreNear) {
    this.answersAreNear = answersAreNear;
  }

  @Override
  public int calculateStrategy(IntSupplier selectNow, boolean hasTasks) throws Exception {
    if (hasTasks) {
      return selectNow.get();
    }
    if (answersAreNear.getAsBoolean()) {
      LockSupport.parkNanos(this, DOZE_NANOS);
    }
    return SelectStrategy.SELECT;
  }
}
