package dev.junicorn.http;

import io.netty.channel.EventLoop;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Whose answer is taken off its slot next, where large answers of several clients go to files at
 * once. Taken all together their slots would get free together, and late; one after the other the
 * first is free as soon as one can be.
 *
 * <p>Two may go on: the oldest, so that everybody gets there, and the one with the least left, so
 * that nobody waits for one that is much larger. Often they are the same. Who goes on but has
 * nothing for the disk for {@link Bounds#SPOOL_PAUSE} holds nobody up meanwhile: the app may be
 * making its next piece.
 *
 * <p>Confined to the loop.
 */
final class SpoolTurns {

  /** What an answer has left whose length nobody knows. */
  static final long UNKNOWN = Long.MAX_VALUE;

  private final TreeSet<Place> writing = new TreeSet<>();
  private final TreeSet<Place> waiting = new TreeSet<>();
  private long places;
  private boolean lookIsDue;

  /**
   * A place behind all others.
   *
   * @param goOn run on the loop, never from within a call, when it is worth asking {@link
   *     Place#mayGoOn} again after a no
   */
  Place enter(EventLoop loop, Runnable goOn) {
    return new Place(loop, goOn);
  }

  private boolean isFirst(Place place) {
    return writing.isEmpty()
        || writing.first().number >= place.number
        || writing.stream().noneMatch(other -> other.hasLessLeftThan(place));
  }

  private void wake() {
    for (Place place : List.copyOf(waiting)) {
      if (isFirst(place) && waiting.remove(place)) {
        place.goOn.run();
      }
    }
  }

  private void wakeLater() {
    lookIsDue = false;
    wake();
  }

  /** The place of one answer's file. */
  final class Place implements Comparable<Place> {

    private final long number = places++;
    private final EventLoop loop;
    private final Runnable goOn;
    private long left = UNKNOWN;

    private Place(EventLoop loop, Runnable goOn) {
      this.loop = loop;
      this.goOn = goOn;
    }

    /**
     * Whether more of this answer may be taken off its slot now.
     *
     * @param bytes how many are left, {@link #UNKNOWN} where nobody knows
     */
    boolean mayGoOn(long bytes) {
      left = bytes;
      if (isFirst(this)) {
        waiting.remove(this);
        return true;
      }
      waiting.add(this);
      return false;
    }

    /** Bytes are on their way to the file. */
    void writes() {
      writing.add(this);
    }

    /** All that was given is in the file. */
    void hasWritten() {
      if (!writing.remove(this) || waiting.isEmpty()) {
        return;
      }
      if (left == 0) {
        loop.execute(SpoolTurns.this::wake);
      } else if (!lookIsDue) {
        lookIsDue = true;
        loop.schedule(
            SpoolTurns.this::wakeLater, Bounds.SPOOL_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
      }
    }

    /** The file is given up. */
    void leave() {
      waiting.remove(this);
      if (writing.remove(this) && !waiting.isEmpty()) {
        loop.execute(SpoolTurns.this::wake);
      }
    }

    private boolean hasLessLeftThan(Place other) {
      return this != other && (left < other.left || (left == other.left && number < other.number));
    }

    @Override
    public int compareTo(Place other) {
      return Long.compare(number, other.number);
    }
  }
}
