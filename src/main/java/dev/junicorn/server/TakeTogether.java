package dev.junicorn.server;

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Lets the loop doze for a moment before it sleeps, while several quick answers are on their way:
 * they are then taken together. Waking the loop for each of them costs server and worker more than
 * the answer itself.
 *
 * <p>On a busy machine the loop is woken late and finds several answers by itself; a doze would
 * only add to that. So one turn in {@link #TURNS} goes without and shows how many answers come at
 * once.
 *
 * <p>Confined to the loop.
 */
final class TakeTogether implements SelectStrategy {

  /**
   * What the kernel makes of it is about 0.1 ms, its timer slack included: two or three quick
   * answers.
   */
  private static final long DOZE_NANOS = 20_000;

  /** Fewer answers than this at once, and dozing is worth it. */
  private static final int ENOUGH = 3;

  private static final int TURNS = 64;

  private final BooleanSupplier answersAreNear;
  private final LongSupplier answered;
  private long answeredBefore;
  private int turnsLeft;
  private boolean dozes;

  /**
   * @param answersAreNear whether several answers can be expected very soon
   * @param answered how many answers there have been, ever
   */
  TakeTogether(BooleanSupplier answersAreNear, LongSupplier answered) {
    this.answersAreNear = answersAreNear;
    this.answered = answered;
  }

  @Override
  public int calculateStrategy(IntSupplier selectNow, boolean hasTasks) throws Exception {
    if (hasTasks) {
      return selectNow.get();
    }
    if (answersAreNear.getAsBoolean() && decide()) {
      LockSupport.parkNanos(this, DOZE_NANOS);
    }
    return SelectStrategy.SELECT;
  }

  private boolean decide() {
    long now = answered.getAsLong();
    long together = now - answeredBefore;
    answeredBefore = now;
    turnsLeft--;
    if (turnsLeft > 0) {
      return dozes;
    }
    if (turnsLeft == 0) {
      return false;
    }
    dozes = together < ENOUGH;
    turnsLeft = TURNS;
    return dozes;
  }
}
