package dev.junicorn.dispatch;

import dev.junicorn.exchange.RequestHead;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which requests are run again after their worker died, and which are not. A request that has ended
 * {@link #DEATHS} workers is never tried a third time; what it asked for is remembered for a while,
 * so that its client's own retries cost one worker each and not two. Nothing is refused on the word
 * of that memory: a first try every request has.
 *
 * <p>Has no clock. Confined to the dispatch loop.
 */
final class Quarantine {

  /** As many workers may die with a request. One may be chance, or a neighbour's fault. */
  static final int DEATHS = 2;

  /** How many are remembered. Far more kinds of requests than an app has that kill. */
  static final int REMEMBERED = 64;

  /** How long: enough for impatient clients, not so long that a repaired app is mistrusted. */
  static final Duration MEMORY = Duration.ofMinutes(5);

  /** Longer paths are cut. Who shares the beginning shares the mistrust, which costs a replay. */
  private static final int PATH_CHARS = 512;

  /** RFC 9110 section 9.2.1. */
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  private final boolean replaySafe;

  /** What ended workers, and when; the oldest first. */
  private final Map<String, Long> killers = new LinkedHashMap<>();

  /** What to do with a request whose worker died while it ran it. */
  enum Verdict {
    RUN_AGAIN,
    /** It may have had effects, or nobody asked for replays. */
    GIVE_UP,
    /** It has ended too many workers. */
    QUARANTINE
  }

  /**
   * @param replaySafe whether safe methods may be run again at all
   */
  Quarantine(boolean replaySafe) {
    this.replaySafe = replaySafe;
  }

  /**
   * Judges a request that the client has not been sent a byte for.
   *
   * @param deaths how many workers have died while they ran it and nothing else, see {@link
   *     #blame}, was known to be the cause
   * @param now monotonic nanoseconds
   */
  Verdict judge(RequestHead head, int deaths, long now) {
    if (deaths >= DEATHS) {
      remember(key(head), now);
      return Verdict.QUARANTINE;
    }
    boolean allowed = replaySafe && SAFE.contains(head.method()) && !isRemembered(key(head), now);
    return allowed ? Verdict.RUN_AGAIN : Verdict.GIVE_UP;
  }

  /**
   * A worker is lost to this very request, and it is known that no other is the cause: what it asks
   * for is remembered at once.
   *
   * @param now monotonic nanoseconds
   */
  void blame(RequestHead head, long now) {
    remember(key(head), now);
  }

  private void remember(String key, long now) {
    killers.remove(key);
    killers.put(key, now);
    if (killers.size() > REMEMBERED) {
      Iterator<String> oldest = killers.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  private boolean isRemembered(String key, long now) {
    Long since = killers.get(key);
    return since != null && now - since < MEMORY.toNanos();
  }

  /** Method and path. The query is left out: it often carries what never comes twice. */
  private static String key(RequestHead head) {
    String path = head.path();
    return head.method() + " " + path.substring(0, Math.min(path.length(), PATH_CHARS));
  }
}
